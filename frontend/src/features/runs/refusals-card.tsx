import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalsQuery } from '@/api/runs/get-refusals';
import type { Refusals, RefusedCall } from '@/api/types';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { count, words } from '@/lib/format';

/** So many are shown before somebody asks for all. */
const FIRST = 8;

/** The system calls that the kernel refused a finished run, and what it would have allowed. */
export function RefusalsCard({ runId }: { runId: string }) {
  const refusals = useQuery(refusalsQuery(runId));
  return (
    <section className="card" aria-label="What was refused">
      <h2>What was refused</h2>
      {refusals.isPending && <Loading what="what was refused" />}
      {refusals.isLoadingError && <ProblemNote error={refusals.error} retry={() => void refusals.refetch()} />}
      {refusals.data === null && (
        <p className="hint">Not known: this result was recorded before the service kept refusals.</p>
      )}
      {refusals.data && <Told refusals={refusals.data} />}
    </section>
  );
}

function Told({ refusals: { refusals, refusalCounts, refusalsLeftOut } }: { refusals: Refusals }) {
  const [all, setAll] = useState(false);
  const errors = Object.entries(refusalCounts);
  if (errors.length === 0) {
    return <p className="hint">Nothing: the kernel carried out every system call.</p>;
  }
  const shown = all ? refusals : refusals.slice(0, FIRST);
  return (
    <>
      <p>{errors.map(([error, many]) => `${words(error)}: ${count(many)}`).join(', ')}</p>
      <div className="table-scroll" tabIndex={0}>
        <table className="refusals">
          <thead>
            <tr>
              <th scope="col" className="number">
                Cycle
              </th>
              <th scope="col" className="number">
                Node
              </th>
              <th scope="col">Call</th>
              <th scope="col">Refused because</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((refused, index) => (
              <Row key={index} refused={refused} />
            ))}
          </tbody>
        </table>
      </div>
      {!all && refusals.length > FIRST && (
        <p>
          <button type="button" onClick={() => setAll(true)}>
            Show all {refusals.length}
          </button>
        </p>
      )}
      {refusalsLeftOut > 0 && <p className="hint">{count(refusalsLeftOut)} more are counted and not listed.</p>}
    </>
  );
}

function Row({ refused: { cycle, node, call, error, argument, advice } }: { refused: RefusedCall }) {
  return (
    <tr>
      <td className="number">{count(cycle)}</td>
      <td className="number">{node}</td>
      <td>
        <code>{call}</code>
        <span className="hint">first argument {String(argument)}</span>
      </td>
      <td>
        {words(error)}
        <span className="hint">{advice}</span>
      </td>
    </tr>
  );
}
