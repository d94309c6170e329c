import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { MachineCalendar } from '@/api/types';

/** Who has which part of a machine in the week from today on, others' leases without their names. */
export const calendarQuery = (name: string) =>
  queryOptions({
    queryKey: ['machines', name, 'calendar'],
    queryFn: ({ signal }) => request<MachineCalendar>(`/machines/${encodeURIComponent(name)}/calendar`, { signal }),
    refetchInterval: 30_000,
  });
