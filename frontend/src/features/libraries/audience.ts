import type { Library, LibraryAudience } from '@/api/types';

/** For whom a version is, while it is being typed. */
export interface AudienceDraft {
  visibility: 'private' | 'named' | 'project' | 'everybody';
  /** Names with commas or blanks between them. */
  users: string;
  /** The identifier of a project. */
  project: string;
}

export const NOBODY_ELSE: AudienceDraft = { visibility: 'private', users: '', project: '' };

export function draftOf({ visibility, users, project }: Library): AudienceDraft {
  return { visibility: known(visibility), users: (users ?? []).join(', '), project: project ?? '' };
}

function known(visibility: string): AudienceDraft['visibility'] {
  return visibility === 'named' || visibility === 'project' || visibility === 'everybody' ? visibility : 'private';
}

/** What a request says of it. */
export function audienceOf({ visibility, users, project }: AudienceDraft): LibraryAudience {
  if (visibility === 'project') return { visibility, project };
  if (visibility !== 'named') return { visibility };
  return { visibility, users: users.split(/[\s,]+/).filter((name) => name !== '') };
}

/** For people to read. */
export function audienceText({ visibility, users, mine }: Library): string {
  switch (visibility) {
    case 'private':
      return 'you alone';
    case 'project':
      return mine ? 'members of a project' : 'you, as a member of a project';
    case 'everybody':
      return 'everybody';
    case 'named':
      return mine && users ? users.join(', ') : 'you, by name';
    default:
      return visibility; // One that this dashboard does not know yet.
  }
}
