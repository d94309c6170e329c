import { words } from '@/lib/format';

type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'quiet';

const OUTCOME_TONES: Record<string, Tone> = {
  exited: 'good',
  trapped: 'bad',
  deadlock: 'bad',
  rejected_image: 'bad',
  assertion_failed: 'bad',
};

const STATE_TONES: Record<string, Tone> = {
  queued: 'quiet',
  allocated: 'busy',
  running: 'busy',
  infrastructure_error: 'bad',
};

interface Shown {
  state: string;
  outcome?: string | null;
  exitCode?: number | null;
}

/** How a run stands: its state while it is under way, its outcome once it is over. */
export function StateBadge({ state, outcome = null, exitCode = null }: Shown) {
  return (
    <span className={`badge badge-${tone({ state, outcome, exitCode })}`} data-state={state} data-outcome={outcome}>
      <span className="dot" aria-hidden="true" />
      {label({ state, outcome, exitCode })}
    </span>
  );
}

function label({ state, outcome, exitCode }: Shown): string {
  if (state !== 'finished' || !outcome) return words(state);
  return outcome === 'exited' && exitCode !== null && exitCode !== undefined ? `exited ${exitCode}` : words(outcome);
}

function tone({ state, outcome, exitCode }: Shown): Tone {
  if (state !== 'finished' || !outcome) return STATE_TONES[state] ?? 'quiet';
  if (outcome === 'exited' && exitCode !== 0) return 'bad';
  // The limits, and whatever outcomes are added later.
  return OUTCOME_TONES[outcome] ?? 'warn';
}
