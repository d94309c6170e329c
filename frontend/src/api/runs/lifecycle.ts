const OVER = new Set(['finished', 'canceled', 'expired', 'infrastructure_error']);

/** True once a run will never change again. */
export function isOver(state: string): boolean {
  return OVER.has(state);
}
