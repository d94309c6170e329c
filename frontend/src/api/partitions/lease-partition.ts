import { request } from '@/api/client';
import type { NewPartition, Partition } from '@/api/types';

/** Leases a rectangle of a machine's mesh; without column and row, the first free place. */
export function leasePartition(lease: NewPartition) {
  return request<Partition>('/partitions', { method: 'POST', body: lease });
}
