import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { Alert, Page } from '@/api/types';

/** Newest first. */
export const alertsQuery = (project: string, state: string | null) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'alerts', 'list', state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Alert>>(
        projectPath(project, 'alerts') + queryString({ state, limit: 20, cursor: pageParam }),
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
    refetchInterval: 15_000,
  });
