import { queryOptions } from '@tanstack/react-query';
import { isSignedOut, request } from '@/api/client';
import type { Session } from '@/api/types';
import { mayBeSignedIn, noteSignedIn } from './presence';

/** Who is signed in; null is an answer (nobody), not a failure. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    if (!mayBeSignedIn()) return null;
    try {
      return await request<Session>('/session', { signal });
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      noteSignedIn(false);
      return null;
    }
  },
});
