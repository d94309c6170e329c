import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { isOver } from '@/api/runs/lifecycle';
import type { CoRun, Page } from '@/api/types';

/** Those in which one is a member, newest first; asked again while one of them is not over. */
export const coRunsQuery = infiniteQueryOptions({
  queryKey: ['co-runs', 'list'],
  queryFn: ({ pageParam, signal }) =>
    request<Page<CoRun>>(`/co-runs${queryString({ limit: 20, cursor: pageParam })}`, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.nextCursor ?? null,
  refetchInterval: ({ state: { data } }) =>
    data?.pages.some((page) => page.items.some(({ state }) => !isOver(state))) ? 3_000 : false,
});
