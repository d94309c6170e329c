import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import type { Member, Page } from '@/api/types';
import { projectPath } from './path';

export const membersQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'members'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Member>>(projectPath(project, 'members') + queryString({ limit: 100, cursor: pageParam }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

/** Adds somebody, or gives a member another role. */
export function putMember(project: string, name: string, role: 'member' | 'viewer') {
  return request<Member>(projectPath(project, 'members', name), { method: 'PUT', body: { role } });
}

/** Removes somebody; oneself too. */
export function removeMember(project: string, name: string) {
  return request<undefined>(projectPath(project, 'members', name), { method: 'DELETE' });
}
