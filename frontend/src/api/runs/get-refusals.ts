import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import type { Refusals } from '@/api/types';

/** What a finished run was refused; null of a result from before refusals were kept. It never changes. */
export const refusalsQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id, 'refusals'],
    queryFn: async ({ signal }) => {
      try {
        return await request<Refusals>(`/runs/${encodeURIComponent(id)}/refusals`, { signal });
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'refusals-not-kept') return null;
        throw error;
      }
    },
    staleTime: Infinity,
  });
