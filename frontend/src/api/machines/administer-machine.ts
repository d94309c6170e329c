import { queryOptions } from '@tanstack/react-query';
import { request, requestTagged } from '@/api/client';
import type { MachineChange, MachineDetail, NewMachine } from '@/api/types';

// For administrators alone: the service refuses everybody else.

export function makeMachine(machine: NewMachine) {
  return request<MachineDetail>('/machines', { method: 'POST', body: machine });
}

/** A machine with the tag by which a change says which state of it was seen. Asked for each time, and once. */
export const taggedMachineQuery = (name: string) =>
  queryOptions({
    queryKey: ['tagged-machines', name],
    queryFn: ({ signal }) => requestTagged<MachineDetail>(path(name), signal),
    staleTime: Infinity,
    gcTime: 0,
  });

export function changeMachine(name: string, tag: string, change: MachineChange) {
  return request<MachineDetail>(path(name), { method: 'PUT', body: change, headers: { 'If-Match': tag } });
}

export function removeMachine(name: string, tag: string) {
  return request<undefined>(path(name), { method: 'DELETE', headers: { 'If-Match': tag } });
}

function path(name: string) {
  return `/machines/${encodeURIComponent(name)}`;
}
