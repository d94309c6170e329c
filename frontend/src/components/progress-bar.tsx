interface ProgressBarProps {
  share: number;
  label: string;
  /** A `meter` is how much of something there is, and not on its way anywhere. */
  role?: 'progressbar' | 'meter';
  tone?: 'plain' | 'warn';
  /** What is read out in place of the percentage. */
  text?: string;
}

/** How far something is, from 0 to 1. */
export function ProgressBar({ share, label, role = 'progressbar', tone = 'plain', text }: ProgressBarProps) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <div
      className={tone === 'warn' ? 'progress progress-warn' : 'progress'}
      role={role}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-valuetext={text}
    >
      {/* Set through the DOM, which the content security policy allows; a style in markup it would not. */}
      <div className="progress-fill" style={{ width: `${percent}%` }} />
    </div>
  );
}
