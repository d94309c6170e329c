import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { Page, Verification } from '@/api/types';

const UNDER_WAY = ['queued', 'running'];

/** The newest few; asked again while one is under way. */
export const verificationsQuery = (run: string) =>
  queryOptions({
    queryKey: ['runs', 'verifications', run],
    queryFn: ({ signal }) => request<Page<Verification>>(`/runs/${run}/verifications?limit=5`, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.items.some(({ state }) => UNDER_WAY.includes(state)) ? 1_000 : false,
  });

export function verifyRun(run: string) {
  return request<Verification>(`/runs/${run}/verify`, { method: 'POST' });
}
