import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { isOver } from '@/api/runs/lifecycle';
import type { Page, Run } from '@/api/types';

export interface RunFilter {
  state?: string | null;
  bundle?: string | null;
  limit?: number;
}

/** Newest first; asked again every two seconds while one of the shown runs is not over. */
export const runsQuery = ({ state = null, bundle = null, limit = 20 }: RunFilter) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', state, bundle, limit],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Run>>(`/runs${queryString({ state, bundle, limit, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some((run) => !isOver(run.state))) ? 2_000 : false,
  });
