import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { Page, Preset } from '@/api/types';

/** What machines can be made of. It changes with the service alone. */
export const presetsQuery = queryOptions({
  queryKey: ['presets'],
  queryFn: ({ signal }) => request<Page<Preset>>('/presets', { signal }),
  staleTime: Infinity,
});
