import { request } from '@/api/client';

export function cancelRun(id: string) {
  return request<unknown>(`/runs/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
}
