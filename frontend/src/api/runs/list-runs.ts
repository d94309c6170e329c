import { infiniteQueryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import { isOver } from '@/api/runs/lifecycle';
import type { Page, Run } from '@/api/types';

/** What runs are found by, as the service calls it; a label is there as often as one likes, an argument once for each. */
export const RUN_FILTERS = [
  'search',
  'state',
  'outcome',
  'label',
  'branch',
  'commit',
  'bundle',
  'program',
  'machine',
  'mesh',
  'nodes',
  'argument',
  'fidelity',
  'exitCode',
  'partition',
  'runSet',
  'coRun',
  'from',
  'until',
] as const;

export type RunFilterName = (typeof RUN_FILTERS)[number];

/** Newest first; asked again every two seconds while one of the shown runs is not over. */
export const runsQuery = (filter: Partial<Record<RunFilterName, string | readonly string[]>>, limit = 20) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', filter, limit],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Run>>(`/runs?${asked(filter, limit, pageParam)}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some((run) => !isOver(run.state))) ? 2_000 : false,
  });

function asked(
  filter: Partial<Record<RunFilterName, string | readonly string[]>>,
  limit: number,
  cursor: string | null,
): string {
  const query = new URLSearchParams();
  for (const name of RUN_FILTERS) {
    for (const value of [filter[name] ?? []].flat()) {
      // A mesh is asked for once it is whole: half of one the service would refuse.
      if (name !== 'mesh' || /^\d+x\d+$/.test(value)) query.append(name, value);
    }
  }
  query.set('limit', String(limit));
  if (cursor !== null) query.set('cursor', cursor);
  return query.toString();
}
