import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { Page, Partition } from '@/api/types';

export const partitionsQuery = queryOptions({
  queryKey: ['partitions'],
  queryFn: ({ signal }) => request<Page<Partition>>('/partitions?limit=100', { signal }),
});
