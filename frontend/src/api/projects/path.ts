/** The address of a project, and of what is in it: each step is a name of its own. */
export function projectPath(id: string, ...steps: string[]): string {
  return ['/projects', id, ...steps].map((step, place) => (place === 0 ? step : encodeURIComponent(step))).join('/');
}
