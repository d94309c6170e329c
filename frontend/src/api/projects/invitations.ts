import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import type { Invitation, IssuedInvitation, NewInvitation, Page, Project } from '@/api/types';
import { projectPath } from './path';

export const invitationsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'invitations'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Invitation>>(projectPath(project, 'invitations') + queryString({ limit: 50, cursor: pageParam }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

/** The answer holds the token: the only time it is ever told. */
export function makeInvitation(project: string, invitation: NewInvitation) {
  return request<IssuedInvitation>(projectPath(project, 'invitations'), { method: 'POST', body: invitation });
}

export function revokeInvitation(project: string, id: string) {
  return request<undefined>(projectPath(project, 'invitations', id), { method: 'DELETE' });
}

/** Joins the project that an invitation is for. */
export function acceptInvitation(token: string) {
  return request<Project>('/invitations/accept', { method: 'POST', body: { token } });
}
