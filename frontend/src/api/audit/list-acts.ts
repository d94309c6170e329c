import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import type { AuditEntry, Page } from '@/api/types';

export interface ActFilter {
  user: string | null;
  act: string | null;
  subject: string | null;
}

export const actsQuery = (filter: ActFilter) =>
  infiniteQueryOptions({
    queryKey: ['acts', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<AuditEntry>>(`/audit${queryString({ ...filter, limit: 50, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });
