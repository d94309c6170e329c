import type { QueryClient } from '@tanstack/react-query';
import { request } from '@/api/client';
import { meQuery } from '@/api/users/get-me';

export function deleteRun(id: string) {
  return request<undefined>(`/runs/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** Lists without deleted runs, and what is kept now. A page that still shows such a run does not ask for it again. */
export function forgetDeletedRuns(client: QueryClient) {
  client.removeQueries({ queryKey: ['runs'], type: 'inactive' });
  return Promise.all([
    client.invalidateQueries({ queryKey: ['runs', 'list'] }),
    client.invalidateQueries({ queryKey: meQuery.queryKey }),
  ]);
}
