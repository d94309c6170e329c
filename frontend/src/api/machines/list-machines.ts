import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { Machine, Page } from '@/api/types';

export const machinesQuery = queryOptions({
  queryKey: ['machines'],
  queryFn: ({ signal }) => request<Page<Machine>>('/machines?limit=100', { signal }),
});
