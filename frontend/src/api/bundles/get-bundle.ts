import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { Bundle } from '@/api/types';

export const bundleQuery = (digest: string) =>
  queryOptions({
    queryKey: ['bundles', digest],
    // A bundle is named by its content: it never changes.
    staleTime: Infinity,
    queryFn: ({ signal }) => request<Bundle>(`/bundles/${encodeURIComponent(digest)}`, { signal }),
  });
