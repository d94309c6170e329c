import { queryOptions } from '@tanstack/react-query';
import { request, requestTagged } from '@/api/client';
import type { GivenQuota, UserQuota } from '@/api/types';

function path(id: string) {
  return `/users/${encodeURIComponent(id)}/quota`;
}

/** A user's quota with the tag by which a change says which state was seen. Asked for each time, and once. */
export const taggedQuotaQuery = (id: string) =>
  queryOptions({
    queryKey: ['tagged-quotas', id],
    queryFn: ({ signal }) => requestTagged<UserQuota>(path(id), signal),
    staleTime: Infinity,
    gcTime: 0,
  });

export function changeQuota(id: string, tag: string, quota: GivenQuota) {
  return request<UserQuota>(path(id), { method: 'PUT', body: quota, headers: { 'If-Match': tag } });
}
