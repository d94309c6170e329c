import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import type { Capabilities } from '@/api/types';

/** What a finished run did with capabilities; null of a result from before that was kept. It never changes. */
export const capabilitiesQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id, 'capabilities'],
    queryFn: async ({ signal }) => {
      try {
        return await request<Capabilities>(`/runs/${encodeURIComponent(id)}/capabilities`, { signal });
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'capabilities-not-kept') return null;
        throw error;
      }
    },
    staleTime: Infinity,
  });
