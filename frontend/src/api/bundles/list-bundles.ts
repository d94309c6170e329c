import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import type { Bundle, Page } from '@/api/types';

export const bundlesQuery = infiniteQueryOptions({
  queryKey: ['bundles'],
  queryFn: ({ pageParam, signal }) =>
    request<Page<Bundle>>(`/bundles${queryString({ limit: 50, cursor: pageParam })}`, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.nextCursor ?? null,
});
