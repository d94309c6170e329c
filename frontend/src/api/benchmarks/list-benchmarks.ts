import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { Benchmark, Page } from '@/api/types';

/** An entry for each branch and machine; of one name where one is given. */
export const benchmarksQuery = (project: string, name: string | null = null) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'benchmarks', name],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Benchmark>>(
        projectPath(project, 'benchmarks') + queryString({ name, limit: name === null ? 20 : 100, cursor: pageParam }),
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });
