import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { comparisonsQuery } from '@/api/comparisons/list-comparisons';
import type { Project } from '@/api/types';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { short } from '@/lib/format';
import { VerdictBadge } from './verdict-badge';

/** The last comparisons of a project. */
export function ComparisonTable({ project }: { project: Project }) {
  const list = useInfiniteQuery(comparisonsQuery(project.id));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <div className="section-head">
        <h2>Last comparisons</h2>
      </div>
      {list.isPending && <Loading what="the comparisons" />}
      {list.isLoadingError && <ProblemNote error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && (
        <p className="hint">
          None yet. A pipeline compares a change with its base; two measurements can be compared on a benchmark’s page
          too.
        </p>
      )}
      {items.length > 0 && (
        <div className="table-scroll" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Verdict</th>
                <th scope="col">Comparison</th>
                <th scope="col">Branch</th>
                <th scope="col">Made</th>
              </tr>
            </thead>
            <tbody>
              {items.map((comparison) => (
                <tr key={comparison.id}>
                  <td>
                    <VerdictBadge comparison={comparison} />
                  </td>
                  <td>
                    <Link to={`/projects/${project.id}/comparisons/${comparison.id}`}>
                      <code>
                        {short(comparison.baseCommit, 10)} → {short(comparison.headCommit, 10)}
                      </code>
                    </Link>
                  </td>
                  <td>
                    {comparison.branch}
                    {comparison.pullRequest !== null && <span className="hint"> #{comparison.pullRequest}</span>}
                  </td>
                  <td>
                    <Time at={comparison.createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore list={list} />
    </section>
  );
}
