import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { NewProjectThreshold, Page, ProjectThreshold } from '@/api/types';

/** The manifest's, of the newest measurement of the default branch, and the project's own. */
export const thresholdsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'thresholds'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<ProjectThreshold>>(
        projectPath(project, 'thresholds') + queryString({ limit: 100, cursor: pageParam }),
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

export function createThreshold(project: string, threshold: NewProjectThreshold) {
  return request<ProjectThreshold>(projectPath(project, 'thresholds'), { method: 'POST', body: threshold });
}

export function deleteThreshold(project: string, id: string) {
  return request<undefined>(projectPath(project, 'thresholds', id), { method: 'DELETE' });
}
