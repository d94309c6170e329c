import { request } from '@/api/client';
import type { CoRun, NewCoRun, NewJob } from '@/api/types';

/** @param idempotencyKey the same for every attempt at the same opening */
export function openCoRun(wanted: NewCoRun, idempotencyKey: string) {
  return request<CoRun>('/co-runs', { method: 'POST', body: wanted, headers: { 'Idempotency-Key': idempotencyKey } });
}

/** Adds one's job, or changes it. */
export function putJob(id: string, tag: string, job: NewJob) {
  return request<CoRun>(`${path(id)}/job`, { method: 'PUT', body: job, headers: { 'If-Match': tag } });
}

export function confirmJob(id: string, tag: string) {
  return request<CoRun>(`${path(id)}/confirm`, { method: 'POST', headers: { 'If-Match': tag } });
}

/** Starts it with the jobs that are confirmed. */
export function closeCoRun(id: string, tag: string) {
  return request<CoRun>(`${path(id)}/close`, { method: 'POST', headers: { 'If-Match': tag } });
}

export function cancelCoRun(id: string) {
  return request<CoRun>(`${path(id)}/cancel`, { method: 'POST' });
}

/** Takes no part, or cancels one's job while it runs. */
export function leaveCoRun(id: string) {
  return request<CoRun>(`${path(id)}/job`, { method: 'DELETE' });
}

function path(id: string) {
  return `/co-runs/${encodeURIComponent(id)}`;
}
