/** How far something is, from 0 to 1. */
export function ProgressBar({ share, label }: { share: number; label: string }) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
    >
      {/* Set through the DOM, which the content security policy allows; a style in markup it would not. */}
      <div className="progress-fill" style={{ width: `${percent}%` }} />
    </div>
  );
}
