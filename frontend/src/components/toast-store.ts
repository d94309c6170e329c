type Toast = { key: number } & ({ text: string } | { error: unknown });

let shown: readonly Toast[] = [];
let nextKey = 1;
const listeners = new Set<() => void>();

function change(toasts: readonly Toast[]) {
  shown = toasts;
  for (const listener of listeners) listener();
}

/** Says that something went well; goes away by itself. */
export function toastDone(text: string) {
  const key = nextKey++;
  change([...shown, { key, text }]);
  setTimeout(() => dismiss(key), 5_000);
}

/** Shows a failure; stays until dismissed, since whoever looked away must still learn of it. */
export function toastProblem(error: unknown) {
  change([...shown.slice(-3), { key: nextKey++, error }]);
}

export function dismiss(key: number) {
  change(shown.filter((toast) => toast.key !== key));
}

export function toasts() {
  return shown;
}

export function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
