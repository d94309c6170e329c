import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import type { NewTrust, Page, PipelineTrust } from '@/api/types';
import { projectPath } from './path';

export const trustsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'trusts'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<PipelineTrust>>(projectPath(project, 'trusts') + queryString({ limit: 50, cursor: pageParam }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

export function createTrust(project: string, trust: NewTrust) {
  return request<PipelineTrust>(projectPath(project, 'trusts'), { method: 'POST', body: trust });
}

export function deleteTrust(project: string, id: string) {
  return request<undefined>(projectPath(project, 'trusts', id), { method: 'DELETE' });
}
