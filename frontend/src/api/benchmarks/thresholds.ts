import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { NewThreshold, Page, ProjectThreshold } from '@/api/types';

/** The manifest's, of the newest measurement of the default branch, and the project's own. */
export const thresholdsQuery = (project: string) =>
  queryOptions({
    queryKey: ['projects', project, 'thresholds'],
    queryFn: ({ signal }) => request<Page<ProjectThreshold>>(projectPath(project, 'thresholds'), { signal }),
  });

export function createThreshold(project: string, threshold: NewThreshold) {
  return request<ProjectThreshold>(projectPath(project, 'thresholds'), { method: 'POST', body: threshold });
}

export function deleteThreshold(project: string, id: string) {
  return request<undefined>(projectPath(project, 'thresholds', id), { method: 'DELETE' });
}
