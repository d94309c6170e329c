import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { SignInWays } from '@/api/types';

/** How one can sign in here, beside name and password. */
export const signInWaysQuery = queryOptions({
  queryKey: ['sign-in-ways'],
  staleTime: Infinity,
  queryFn: ({ signal }) => request<SignInWays>('/session/ways', { signal }),
});
