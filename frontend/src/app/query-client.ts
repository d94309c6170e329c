import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut } from '@/api/client';
import { asProblem } from '@/api/problem';
import { sessionQuery } from '@/api/session/get-session';
import { dismissProblems, toastProblem } from '@/components/toast-store';

/** The cache of what the service said, with the two rules that hold for every request. */
export function createQueryClient(): QueryClient {
  // A session that ended in the middle of work: the route guard sees it, and comes back here after sign-in.
  const noteSignedOut = (error: unknown) => {
    if (isSignedOut(error)) client.setQueryData(sessionQuery.queryKey, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onSuccess: () => dismissProblems('unreachable'),
      onError: (error, query) => {
        noteSignedOut(error);
        // With data on the screen a page shows no note of its own when a refresh fails.
        if (query.state.data !== undefined && !isSignedOut(error)) toastProblem(error);
      },
    }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        noteSignedOut(error);
        // `inline` marks those whose form shows the refusal itself.
        if (mutation.meta?.inline !== true) toastProblem(error);
      },
    }),
    defaultOptions: {
      queries: { staleTime: 2_000, retry: (failures, error) => failures < 2 && isPassing(error) },
    },
  });
  return client;
}

/** A failure that may go away by itself: no answer, or the service at fault. A refusal stays one. */
function isPassing(error: unknown): boolean {
  const { code, status } = asProblem(error);
  return code === 'unreachable' || status >= 500;
}
