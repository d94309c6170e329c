import { queryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { Benchmark, Page } from '@/api/types';

interface BenchmarkFilter {
  name?: string;
  branch?: string;
}

/** An entry for each branch and machine of a benchmark, the last measured first. */
export const benchmarksQuery = (project: string, { name, branch }: BenchmarkFilter) =>
  queryOptions({
    queryKey: ['projects', project, 'benchmarks', name ?? null, branch ?? null],
    queryFn: ({ signal }) =>
      request<Page<Benchmark>>(projectPath(project, 'benchmarks') + queryString({ name, branch }), { signal }),
  });
