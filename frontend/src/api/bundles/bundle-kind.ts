import type { Bundle } from '@/api/types';

/** Whether a bundle is a library OS, which has no programs and which runs of others name. */
export function isLibraryOs({ kind }: Bundle): boolean {
  return kind === 'libos';
}
