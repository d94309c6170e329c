import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { Me } from '@/api/types';

/** Who is signed in, with what they keep and may keep. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => request<Me>('/users/me', { signal }),
});
