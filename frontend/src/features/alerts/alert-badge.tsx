const TONES: Record<string, string> = { active: 'bad', acknowledged: 'warn', resolved: 'good' };

export function AlertBadge({ state }: { state: string }) {
  return (
    <span className={`badge badge-${TONES[state] ?? 'quiet'}`} data-state={state}>
      <span className="dot" aria-hidden="true" />
      {state}
    </span>
  );
}
