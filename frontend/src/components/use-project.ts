import { useOutletContext } from 'react-router';
import type { Project } from '@/api/types';

/** The project in whose frame a page is. */
export function useProject(): Project {
  return useOutletContext<Project>();
}

/** Whether the caller may change what is in it: a viewer only reads. */
export function mayWrite({ role }: Project): boolean {
  return role === 'owner' || role === 'member';
}
