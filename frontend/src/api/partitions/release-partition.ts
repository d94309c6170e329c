import { request } from '@/api/client';

export function releasePartition(id: string) {
  return request<undefined>(`/partitions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
