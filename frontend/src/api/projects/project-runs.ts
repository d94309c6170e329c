import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { isOver } from '@/api/runs/lifecycle';
import type { Page, Run } from '@/api/types';
import { projectPath } from './path';

interface ProjectRunFilter {
  user: string | null;
  state: string | null;
}

/** Newest first; asked again every two seconds while one of the shown runs is not over. */
export const projectRunsQuery = (project: string, { user, state }: ProjectRunFilter) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'runs', user, state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Run>>(projectPath(project, 'runs') + queryString({ user, state, limit: 50, cursor: pageParam }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some((run) => !isOver(run.state))) ? 2_000 : false,
  });
