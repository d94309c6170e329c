import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import type { OthersPartition, OthersRun, Page } from '@/api/types';

export interface OthersFilter {
  user: string | null;
  state: string | null;
}

/** Everybody's runs. */
export const othersRunsQuery = (filter: OthersFilter) =>
  infiniteQueryOptions({
    queryKey: ['others-runs', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<OthersRun>>(`/admin/runs${queryString({ ...filter, limit: 50, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

/** Everybody's leases that have not ended. */
export const othersLeasesQuery = (user: string | null) =>
  infiniteQueryOptions({
    queryKey: ['others-leases', user],
    queryFn: ({ pageParam, signal }) =>
      request<Page<OthersPartition>>(
        `/admin/partitions${queryString({ user, state: 'active', limit: 50, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

export function cancelOthersRun(id: string) {
  return request<OthersRun>(`/admin/runs/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
}

export function releaseOthersLease(id: string) {
  return request<undefined>(`/admin/partitions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
