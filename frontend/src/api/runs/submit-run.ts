import { request } from '@/api/client';
import type { Limits, Run } from '@/api/types';

export interface RunSubmission {
  bundle: string;
  program?: string;
  args?: string[];
  partition?: string;
  machine?: string;
  mesh?: string;
  fidelity?: string;
  seed?: number;
  limits?: Limits;
  overrides?: Record<string, number>;
}

/** @param idempotencyKey the same for every attempt at the same submission, so that a retry makes no second run */
export function submitRun(submission: RunSubmission, idempotencyKey: string) {
  return request<Run>('/runs', {
    method: 'POST',
    body: submission,
    headers: { 'Idempotency-Key': idempotencyKey },
  });
}
