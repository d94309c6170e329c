import { isOver } from '@/api/runs/lifecycle';
import type { BenchmarkComparison } from '@/api/types';
import { StateBadge } from '@/components/state-badge';
import { sentence } from '@/lib/format';

/** Whether the gate is open, once that is known. */
export function VerdictBadge({ comparison }: { comparison: BenchmarkComparison }) {
  const { state, exitCode, verdict } = comparison;
  if (!isOver(state) || verdict === null || exitCode === null) return <StateBadge state={state} />;
  return (
    <span className={`badge badge-${tone(exitCode)}`} data-exit-code={exitCode}>
      <span className="dot" aria-hidden="true" />
      {sentence(verdict)}
    </span>
  );
}

function tone(exitCode: number): string {
  if (exitCode === 0) return 'good';
  return exitCode === 5 ? 'warn' : 'bad';
}
