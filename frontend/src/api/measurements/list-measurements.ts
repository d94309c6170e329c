import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import { isOver } from '@/api/runs/lifecycle';
import type { Measurement, Page } from '@/api/types';

/** Newest first; asked again while one of the shown is under way. */
export const measurementsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'measurements'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Measurement>>(
        projectPath(project, 'measurements') + queryString({ limit: 10, cursor: pageParam }),
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some(({ state }) => !isOver(state))) ? 2_000 : false,
  });
