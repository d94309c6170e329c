import { useSyncExternalStore } from 'react';
import { ProblemNote } from './problem-note';
import { dismiss, subscribe, toasts } from './toast-store';

/** The corner where failures and confirmations that belong to no place on the page appear. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, toasts);
  return (
    <div className="toasts" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.key} className="toast">
          {'error' in toast ? (
            <ProblemNote error={toast.error} />
          ) : (
            <div className="note note-good" role="status">
              {toast.text}
            </div>
          )}
          <button type="button" className="toast-close" aria-label="Dismiss" onClick={() => dismiss(toast.key)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
