import { upload } from '@/api/client';
import type { Bundle } from '@/api/types';

export function uploadBundle(file: File, sent: (share: number) => void) {
  return upload<Bundle>('/bundles', file, sent);
}
