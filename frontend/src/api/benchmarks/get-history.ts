import { queryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { History } from '@/api/types';

export interface Series {
  measure: string;
  branch: string;
  machine: string;
}

/** The figures of one measure along a branch, oldest first. */
export const historyQuery = (project: string, benchmark: string, { measure, branch, machine }: Series) =>
  queryOptions({
    queryKey: ['projects', project, 'history', benchmark, measure, branch, machine],
    queryFn: ({ signal }) =>
      request<History>(
        projectPath(project, 'benchmarks', benchmark, 'history') + queryString({ measure, branch, machine }),
        { signal },
      ),
  });
