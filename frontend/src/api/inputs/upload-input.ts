import { request } from '@/api/client';
import type { UploadedInput } from '@/api/types';

/** Where bytes can be read again, by their SHA-256. */
export const inputPath = (digest: string) => `/api/v1/inputs/${encodeURIComponent(digest)}`;

/** Uploads what a run is to read; the service says by which digest a submission names it. */
export function uploadInput(contents: Blob) {
  return request<UploadedInput>('/inputs', { method: 'POST', body: contents });
}
