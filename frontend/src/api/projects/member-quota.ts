import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { MemberQuota, MemberUse } from '@/api/types';
import { projectPath } from './path';

/** What each member may have for the project's runs. */
export const memberQuotaQuery = (project: string) =>
  queryOptions({
    queryKey: ['projects', project, 'member-quota'],
    queryFn: ({ signal }) => request<MemberQuota>(projectPath(project, 'member-quota'), { signal }),
  });

export function changeMemberQuota(project: string, quota: MemberQuota) {
  return request<MemberQuota>(projectPath(project, 'member-quota'), { method: 'PUT', body: quota });
}

/** What one member may have, and has of it. */
export const quotaOfMemberQuery = (project: string, name: string) =>
  queryOptions({
    queryKey: ['projects', project, 'members', name, 'quota'],
    queryFn: ({ signal }) => request<MemberUse>(projectPath(project, 'members', name, 'quota'), { signal }),
  });

export function changeQuotaOfMember(project: string, name: string, quota: MemberQuota) {
  return request<MemberUse>(projectPath(project, 'members', name, 'quota'), { method: 'PUT', body: quota });
}
