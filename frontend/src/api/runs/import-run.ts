import { uploadBytes } from '@/api/client';
import type { Run } from '@/api/types';

/** Gives the service a run that came in a file. */
export function importRun(file: File, verify: boolean, sent: (share: number) => void) {
  return uploadBytes<Run>(`/runs/import${verify ? '?verify=true' : ''}`, file, sent);
}
