import type { QueryClient } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { bundlesQuery } from '@/api/bundles/list-bundles';
import { forgetDeletedRuns } from '@/api/runs/delete-run';

/** @param withRuns whether one's own runs that need it go too; else they are a reason to refuse */
export function deleteBundle(digest: string, withRuns: boolean) {
  const query = queryString({ cascade: withRuns ? 'true' : null });
  return request<undefined>(`/bundles/${encodeURIComponent(digest)}${query}`, { method: 'DELETE' });
}

/** Lists without the bundle and its runs, and what is kept now. */
export function forgetDeletedBundle(client: QueryClient, digest: string) {
  client.removeQueries({ queryKey: ['bundles', digest], type: 'inactive' });
  return Promise.all([
    client.invalidateQueries({ queryKey: bundlesQuery.queryKey, exact: true }),
    forgetDeletedRuns(client),
  ]);
}
