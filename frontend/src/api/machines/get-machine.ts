import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { MachineDetail } from '@/api/types';

/** A machine with the partitions that are leased on it now, others' included. */
export const machineQuery = (name: string) =>
  queryOptions({
    queryKey: ['machines', name],
    queryFn: ({ signal }) => request<MachineDetail>(`/machines/${encodeURIComponent(name)}`, { signal }),
    // Leases come and go by other people's hands.
    refetchInterval: 5_000,
  });
