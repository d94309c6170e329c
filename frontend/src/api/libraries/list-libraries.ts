import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import type { Library, Page } from '@/api/types';

interface LibraryFilter {
  /** Exactly that name. */
  name?: string;
  /** A part of the name. */
  search?: string;
  mine?: boolean;
}

/** The published versions that one may run on, the newest first. */
export const librariesQuery = ({ name, search, mine = false }: LibraryFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['libraries', 'list', { name, search, mine }],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Library>>(
        `/libraries${queryString({ name, search, mine: mine ? 'true' : null, limit: 50, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });
