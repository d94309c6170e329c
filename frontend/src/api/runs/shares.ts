import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queryString, request, requestText } from '@/api/client';
import type { IssuedShare, NewShare, Page, Share, SharedRun, SharedRunSet } from '@/api/types';

/** What a link leads to: as it is called in paths, and its identifier. */
export interface Shared {
  kind: 'runs' | 'run-sets';
  id: string;
}

const path = ({ kind, id }: Shared) => `/${kind}/${encodeURIComponent(id)}/shares`;

export const sharesQuery = (what: Shared) =>
  infiniteQueryOptions({
    queryKey: [what.kind, what.id, 'shares'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Share>>(path(what) + queryString({ limit: 50, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

/** The answer holds the link: the only time it is ever told. */
export function createShare(what: Shared, share: NewShare) {
  return request<IssuedShare>(path(what), { method: 'POST', body: share });
}

export function revokeShare(what: Shared, id: string) {
  return request<undefined>(`${path(what)}/${encodeURIComponent(id)}`, { method: 'DELETE' });
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

/** The run-set that a link leads to. */
export const sharedRunSetQuery = (token: string) =>
  queryOptions({
    queryKey: ['shared-set', token],
    queryFn: ({ signal }) => request<SharedRunSet>('/shared/run-set', { signal, headers: { 'Fugu-Share': token } }),
  });

export function getSharedTable(token: string): Promise<string> {
  return requestText('/shared/run-set/csv', 'text/csv', { 'Fugu-Share': token });
}
