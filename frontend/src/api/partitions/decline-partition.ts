import { request } from '@/api/client';

/** Declines the invitation to a shared partition. */
export function declinePartition(id: string) {
  return request<undefined>(`/partitions/${encodeURIComponent(id)}/decline`, { method: 'POST' });
}
