import { asProblem, type ApiProblem } from '@/api/problem';

type Toast = { key: number } & ({ text: string } | { error: ApiProblem });

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
  const problem = asProblem(error);
  // The same trouble again, as from a poll, is still one trouble: the latest tells of it.
  const others = shown.filter((toast) => !('error' in toast && toast.error.message === problem.message));
  change([...others.slice(-3), { key: nextKey++, error: problem }]);
}

/** Takes away what was said of a trouble that is over. */
export function dismissProblems(code: string) {
  if (shown.some((toast) => 'error' in toast && toast.error.code === code)) {
    change(shown.filter((toast) => !('error' in toast && toast.error.code === code)));
  }
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
