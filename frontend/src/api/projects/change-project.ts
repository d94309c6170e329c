import { request } from '@/api/client';
import type { NewProject, Project, ProjectChange } from '@/api/types';
import { projectPath } from './path';

export function createProject(project: NewProject) {
  return request<Project>('/projects', { method: 'POST', body: project });
}

export function changeProject(id: string, tag: string, change: ProjectChange) {
  return request<Project>(projectPath(id), { method: 'PUT', body: change, headers: { 'If-Match': tag } });
}

/** With all that it has. */
export function deleteProject(id: string) {
  return request<undefined>(projectPath(id), { method: 'DELETE' });
}
