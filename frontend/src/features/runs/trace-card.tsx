import type { Run, RunTrace } from '@/api/types';
import { count } from '@/lib/format';

/** The trace that was wanted of a run, to be saved and opened elsewhere. */
export function TraceCard({ run, trace }: { run: Run; trace: RunTrace }) {
  return (
    <section className="card" aria-label="Trace">
      <h2>Trace</h2>
      {trace.kept ? (
        <>
          <p>
            <a href={`/api/v1/runs/${run.id}/trace`} download={`${run.id}.trace.json`}>
              Save the trace
            </a>
          </p>
          <p className="hint">
            {part(trace)} Open it in ui.perfetto.dev, which also works offline.
            {run.coRun !== null && ' It shows this job alone; on shared nodes, while it had the processor.'}
          </p>
        </>
      ) : (
        <p className="hint">{run.finishedAt === null ? 'It is there when the run has finished.' : 'There is none.'}</p>
      )}
    </section>
  );
}

function part({ fromCycle, toCycle }: RunTrace): string {
  if (toCycle !== null) return `From cycle ${count(fromCycle)} to ${count(toCycle)}.`;
  return fromCycle === 0 ? 'Of the whole run.' : `From cycle ${count(fromCycle)} on.`;
}
