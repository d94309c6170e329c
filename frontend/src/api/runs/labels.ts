import { queryOptions } from '@tanstack/react-query';
import { request, requestTagged } from '@/api/client';
import type { Labels } from '@/api/types';

/** With the ETag that a change of them needs. */
export const labelsQuery = (run: string) =>
  queryOptions({
    queryKey: ['runs', 'labels', run],
    queryFn: ({ signal }) => requestTagged<Labels>(`/runs/${run}/labels`, signal),
  });

export function changeLabels(run: string, labels: Record<string, string>, tag: string) {
  return request<Labels>(`/runs/${run}/labels`, { method: 'PUT', headers: { 'If-Match': tag }, body: { labels } });
}
