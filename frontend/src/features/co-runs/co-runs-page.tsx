import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { coRunsQuery } from '@/api/co-runs/list-co-runs';
import { partitionsQuery } from '@/api/partitions/list-partitions';
import type { CoRun } from '@/api/types';
import { EmptyState } from '@/components/empty-state';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { StateBadge } from '@/components/state-badge';
import { Time } from '@/components/time';
import { words } from '@/lib/format';
import { OpenForm } from './open-form';

/** The co-runs in which one is a member, and the way to another one. */
export function CoRunsPage() {
  const coRuns = useInfiniteQuery(coRunsQuery);
  const partitions = useQuery(partitionsQuery);
  const items = coRuns.data?.pages.flatMap((page) => page.items) ?? [];
  const shared = partitions.data?.items.filter(({ kind, state }) => kind === 'shared' && state === 'active');
  return (
    <>
      <PageHead title="Co-runs" lead="Several users’ jobs in one simulated machine, each with a result of its own." />
      {partitions.isLoadingError && (
        <ProblemNote error={partitions.error} retry={() => void partitions.refetch()} />
      )}
      {shared !== undefined && shared.length > 0 && <OpenForm partitions={shared} />}
      {shared !== undefined && shared.length === 0 && (
        <EmptyState title="You have no shared partition">
          <p>
            A co-run needs one. <Link to="/machines">Choose a machine</Link> and lease a partition that is shared, with
            the names of those who shall take part; or be invited by somebody who has one.
          </p>
        </EmptyState>
      )}
      {coRuns.isPending && <Loading what="your co-runs" />}
      {coRuns.isLoadingError && <ProblemNote error={coRuns.error} retry={() => void coRuns.refetch()} />}
      {items.length > 0 && <CoRunTable coRuns={items} />}
      <LoadMore list={coRuns} />
    </>
  );
}

function CoRunTable({ coRuns }: { coRuns: CoRun[] }) {
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>State</th>
            <th>Co-run</th>
            <th>Machine</th>
            <th>Mode</th>
            <th>Members</th>
            <th>Opened</th>
          </tr>
        </thead>
        <tbody>
          {coRuns.map((coRun) => (
            <tr key={coRun.id}>
              <td>
                <StateBadge state={coRun.state} />
              </td>
              <td>
                <Link to={`/co-runs/${coRun.id}`}>
                  <code>{coRun.id}</code>
                </Link>
              </td>
              <td>
                {coRun.machine} {coRun.mesh.replace('x', '×')}
              </td>
              <td>{words(coRun.mode)}</td>
              <td>{coRun.members.map(({ name, state }) => `${name} (${state})`).join(', ')}</td>
              <td>
                <Time at={coRun.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
