import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { actsQuery, type ActFilter } from '@/api/audit/list-acts';
import { sessionQuery } from '@/api/session/get-session';
import { EmptyState } from '@/components/empty-state';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { words } from '@/lib/format';

/** Acts of the audit log, newest first. */
export function ActList({ filter, mine = false }: { filter: ActFilter; mine?: boolean }) {
  const session = useQuery(sessionQuery);
  const acts = useInfiniteQuery(actsQuery(mine ? { ...filter, user: session.data?.user.name ?? null } : filter));
  const items = acts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {acts.isPending && <Loading what="the acts" />}
      {acts.isLoadingError && <ProblemNote error={acts.error} retry={() => void acts.refetch()} />}
      {acts.isSuccess && items.length === 0 && (
        <EmptyState title="Nothing of that kind">
          <p>Sign-ins, keys, runs, leases and what administrators do are noted here.</p>
        </EmptyState>
      )}
      {items.length > 0 && (
        <div className="table-scroll" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th>When</th>
                {!mine && <th>Who</th>}
                <th>What</th>
                <th>To what</th>
                <th>From</th>
              </tr>
            </thead>
            <tbody>
              {items.map((act, index) => (
                <tr key={`${act.at} ${act.requestId} ${index}`}>
                  <td>
                    <Time at={act.at} />
                  </td>
                  {!mine && <td>{act.user ?? 'nobody'}</td>}
                  <td>
                    {words(act.act)}
                    {act.detail !== null && <span className="hint"> {act.detail}</span>}
                  </td>
                  <td>
                    <code>{act.subject}</code>
                  </td>
                  <td>{act.address}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore list={acts} />
    </>
  );
}
