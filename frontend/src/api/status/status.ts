import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { Incident, ServiceStatus } from '@/api/types';

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => request<ServiceStatus>('/status', { signal }),
  refetchInterval: 30_000,
});

export function closeIncident(id: string, note: string) {
  return request<Incident>(`/admin/incidents/${id}/close`, { method: 'POST', body: { note } });
}
