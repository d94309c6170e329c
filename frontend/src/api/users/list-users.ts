import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queryString, request, requestTagged } from '@/api/client';
import type { Page, UserDetail } from '@/api/types';

export const usersQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['users', search],
    queryFn: ({ pageParam, signal }) =>
      request<Page<UserDetail>>(`/users${queryString({ search: search || null, limit: 50, cursor: pageParam })}`, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

/** A user with the tag by which a change says which state was seen. Asked for each time, and once. */
export const taggedUserQuery = (id: string) =>
  queryOptions({
    queryKey: ['tagged-users', id],
    queryFn: ({ signal }) => requestTagged<UserDetail>(`/users/${encodeURIComponent(id)}`, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
