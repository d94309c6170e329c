import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import type { IssuedKey, NewKey, Page, ProjectKey } from '@/api/types';
import { projectPath } from './path';

export const projectKeysQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'keys'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<ProjectKey>>(projectPath(project, 'keys') + queryString({ limit: 50, cursor: pageParam }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

/** The answer holds the token: the only time it is ever told. */
export function createProjectKey(project: string, key: NewKey) {
  return request<IssuedKey>(projectPath(project, 'keys'), { method: 'POST', body: key });
}

export function revokeProjectKey(project: string, id: string) {
  return request<undefined>(projectPath(project, 'keys', id), { method: 'DELETE' });
}
