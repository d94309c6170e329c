import type { NewRun } from '@/api/types';

/** Where the library OS is. */
export const PLACEMENTS = ['library', 'server', 'monolithic'] as const;
export const PAGE_TABLES = ['linked', 'two-level', 'flat', 'inverted'] as const;

/** On which operating system a program runs, while that is being typed. */
export interface SystemDraft {
  /** A published library OS, as in `exos@1.0`; what the manifest says when empty. */
  libos: string;
  placement: (typeof PLACEMENTS)[number];
  pageTable: (typeof PAGE_TABLES)[number];
}

export const USUAL_SYSTEM: SystemDraft = { libos: '', placement: 'library', pageTable: 'linked' };

/** What of a request body says it. */
export function systemOf(draft: SystemDraft): Pick<NewRun, 'libos' | 'placement' | 'pageTable'> {
  return {
    ...(draft.libos.trim() === '' ? {} : { libos: draft.libos.trim() }),
    ...(draft.placement === 'library' ? {} : { placement: draft.placement }),
    ...(draft.pageTable === 'linked' ? {} : { pageTable: draft.pageTable }),
  };
}
