import { queryOptions } from '@tanstack/react-query';
import { requestTagged } from '@/api/client';
import { isOver } from '@/api/runs/lifecycle';
import type { CoRun } from '@/api/types';

/** A co-run with the tag by which a change says which state of it was seen. Others change it all the time. */
export const coRunQuery = (id: string) =>
  queryOptions({
    queryKey: ['co-runs', id],
    queryFn: ({ signal }) => requestTagged<CoRun>(`/co-runs/${encodeURIComponent(id)}`, signal),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOver(data.value.state) ? false : 2_000),
  });
