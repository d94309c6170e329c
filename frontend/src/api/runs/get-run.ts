import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import { isOver } from '@/api/runs/lifecycle';
import type { Run } from '@/api/types';

/** One run. The event stream tells of changes at once; the slow poll is for when it cannot be had. */
export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: ({ signal }) => request<Run>(`/runs/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && !isOver(data.state) ? 5_000 : false),
  });
