import { request } from '@/api/client';
import type { UploadedInput } from '@/api/types';

/** Where what a run reads can be read again, by its SHA-256. */
export const inputPath = (run: string, digest: string) => `/api/v1/runs/${run}/inputs/${encodeURIComponent(digest)}`;

/** Uploads what a run is to read; the service says by which digest a submission names it. */
export function uploadInput(contents: Blob) {
  return request<UploadedInput>('/inputs', { method: 'POST', body: contents });
}
