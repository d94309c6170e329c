import { request } from '@/api/client';
import type { Partition } from '@/api/types';

/** A rectangle of a machine's mesh; without column and row, the first free place. */
export interface LeaseRequest {
  machine: string;
  columns: number;
  rows: number;
  column?: number;
  row?: number;
  minutes?: number;
}

export function leasePartition(lease: LeaseRequest) {
  return request<Partition>('/partitions', { method: 'POST', body: lease });
}
