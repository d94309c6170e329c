import { request } from '@/api/client';
import type { Partition } from '@/api/types';

/** Lets a lease end that many minutes from now, or from its beginning if that is later. */
export function renewPartition(id: string, minutes: number) {
  return request<Partition>(`/partitions/${encodeURIComponent(id)}/renew`, { method: 'POST', body: { minutes } });
}
