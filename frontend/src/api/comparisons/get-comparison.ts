import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import { isOver } from '@/api/runs/lifecycle';
import type { BenchmarkComparison } from '@/api/types';

export const comparisonQuery = (project: string, id: string) =>
  queryOptions({
    queryKey: ['projects', project, 'comparisons', id],
    queryFn: ({ signal }) => request<BenchmarkComparison>(projectPath(project, 'comparisons', id), { signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && !isOver(data.state) ? 2_000 : false),
  });
