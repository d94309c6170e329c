import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { request, requestTagged } from '@/api/client';
import type { Library, LibraryAudience, NewLibrary } from '@/api/types';

export function publishLibrary(library: NewLibrary) {
  return request<Library>('/libraries', { method: 'POST', body: library });
}

/** A version with the tag by which a change says which state of it was seen. Asked for each time, and once. */
export const taggedLibraryQuery = (libos: string) =>
  queryOptions({
    queryKey: ['tagged-libraries', libos],
    queryFn: ({ signal }) => requestTagged<Library>(path(libos), signal),
    staleTime: Infinity,
    gcTime: 0,
  });

export function shareLibrary(libos: string, tag: string, audience: LibraryAudience) {
  return request<Library>(path(libos), { method: 'PUT', body: audience, headers: { 'If-Match': tag } });
}

export function retireLibrary(libos: string) {
  return request<Library>(`${path(libos)}/retire`, { method: 'POST' });
}

export function restoreLibrary(libos: string) {
  return request<Library>(`${path(libos)}/restore`, { method: 'POST' });
}

/** All lists show what was changed. */
export function refreshLibraries(client: QueryClient) {
  return client.invalidateQueries({ queryKey: ['libraries'] });
}

function path(libos: string) {
  return `/libraries/${encodeURIComponent(libos)}`;
}
