import { request } from '@/api/client';
import type { NewRun, Run } from '@/api/types';

/** @param idempotencyKey the same for every attempt at the same submission, so that a retry makes no second run */
export function submitRun(submission: NewRun, idempotencyKey: string) {
  return request<Run>('/runs', {
    method: 'POST',
    body: submission,
    headers: { 'Idempotency-Key': idempotencyKey },
  });
}
