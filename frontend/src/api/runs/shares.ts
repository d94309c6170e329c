import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queryString, request, requestText } from '@/api/client';
import type { IssuedShare, NewShare, Page, Share, SharedRun } from '@/api/types';

const path = (run: string) => `/runs/${encodeURIComponent(run)}/shares`;

export const sharesQuery = (run: string) =>
  infiniteQueryOptions({
    queryKey: ['runs', run, 'shares'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Share>>(path(run) + queryString({ limit: 50, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

/** The answer holds the link: the only time it is ever told. */
export function createShare(run: string, share: NewShare) {
  return request<IssuedShare>(path(run), { method: 'POST', body: share });
}

export function revokeShare(run: string, id: string) {
  return request<undefined>(`${path(run)}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** The run that a link leads to. Its token goes in a header, and so into no address. */
export const sharedRunQuery = (token: string) =>
  queryOptions({
    queryKey: ['shared', token],
    queryFn: ({ signal }) => request<SharedRun>('/shared/run', { signal, headers: { 'Fugu-Share': token } }),
  });

export const sharedConsoleQuery = (token: string) =>
  queryOptions({
    queryKey: ['shared', token, 'console'],
    queryFn: () => requestText('/shared/run/console', 'text/plain', { 'Fugu-Share': token }),
  });
