import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queryString, request, requestText } from '@/api/client';
import type { NewRunSet, Page, RunSet } from '@/api/types';

/** @param idempotencyKey the same for every attempt at the same submission */
export function submitRunSet(wanted: NewRunSet, idempotencyKey: string) {
  return request<RunSet>('/run-sets', { method: 'POST', body: wanted, headers: { 'Idempotency-Key': idempotencyKey } });
}

export function cancelRunSet(id: string) {
  return request<RunSet>(`${path(id)}/cancel`, { method: 'POST' });
}

export function deleteRunSet(id: string) {
  return request<undefined>(path(id), { method: 'DELETE' });
}

/** A set with its members; asked again while one of them is not over. */
export const runSetQuery = (id: string) =>
  queryOptions({
    queryKey: ['run-sets', id],
    queryFn: ({ signal }) => request<RunSet>(path(id), { signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'ended' ? false : 2_000),
  });

/** Newest first, without their members. */
export const runSetsQuery = infiniteQueryOptions({
  queryKey: ['run-sets', 'list'],
  queryFn: ({ pageParam, signal }) =>
    request<Page<RunSet>>(`/run-sets${queryString({ limit: 20, cursor: pageParam })}`, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.nextCursor ?? null,
  refetchInterval: ({ state: { data } }) =>
    data?.pages.some((page) => page.items.some(({ state }) => state !== 'ended')) ? 3_000 : false,
});

/** The set as a table, a line for each run. */
export function getRunSetTable(id: string): Promise<string> {
  return requestText(`${path(id)}/csv`, 'text/csv');
}

function path(id: string) {
  return `/run-sets/${encodeURIComponent(id)}`;
}
