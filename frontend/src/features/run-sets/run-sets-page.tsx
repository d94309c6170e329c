import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { runSetsQuery } from '@/api/run-sets/run-sets';
import type { RunSet } from '@/api/types';
import { EmptyState } from '@/components/empty-state';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { count, words } from '@/lib/format';
import { axisNames } from './axes';

/** One's run-sets, and the way to another one. */
export function RunSetsPage() {
  const sets = useInfiniteQuery(runSetsQuery);
  const items = sets.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Run-sets"
        lead="Many runs of one program that differ along axes, compared in one table."
        actions={
          <Link className="button primary" to="/runs/new">
            Submit runs
          </Link>
        }
      />
      {sets.isPending && <Loading what="your run-sets" />}
      {sets.isLoadingError && <ProblemNote error={sets.error} retry={() => void sets.refetch()} />}
      {sets.isSuccess && items.length === 0 && (
        <EmptyState title="No run-sets yet">
          <p>
            <Link to="/runs/new">Submit a run</Link> and say under <em>Many runs</em> what shall differ: placements of the
            library OS, page tables, numbers of nodes, figures of the machine, and others.
          </p>
        </EmptyState>
      )}
      {items.length > 0 && <SetTable sets={items} />}
      <LoadMore list={sets} />
    </>
  );
}

function SetTable({ sets }: { sets: RunSet[] }) {
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>State</th>
            <th>Run-set</th>
            <th>Program</th>
            <th>Differ in</th>
            <th className="number">Runs</th>
            <th>Submitted</th>
          </tr>
        </thead>
        <tbody>
          {sets.map((set) => (
            <tr key={set.id}>
              <td>{set.state === 'ended' ? 'ended' : `${words(set.state)}, ${count(set.ended)} ended`}</td>
              <td>
                <Link to={`/run-sets/${set.id}`}>
                  <code>{set.id}</code>
                </Link>
              </td>
              <td>
                {set.bundle.name} {set.bundle.version}
              </td>
              <td>{axisNames(set.axes).join(', ')}</td>
              <td className="number">{count(set.size)}</td>
              <td>
                <Time at={set.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
