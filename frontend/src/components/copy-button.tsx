import { useEffect, useState } from 'react';
import { toastProblem } from './toast-store';

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    copyText(text).then(
      () => setCopied(true),
      () => toastProblem(new Error(`The browser did not allow copying. Select the ${what} and copy it by hand.`)),
    );
  return (
    <button type="button" className="small" aria-label={`Copy ${what}`} onClick={() => void copy()}>
      {copied ? 'Copied' : 'Copy'}
    </button>
  );
}

async function copyText(text: string) {
  // The clipboard exists only on secure origins; a service reached by plain http over a network is not one.
  if ('clipboard' in navigator) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  // Deprecated, and the only way left on such an origin.
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('refused');
}
