import type { Library } from '@/api/types';

/** Whether a version takes new runs. */
export function LibraryBadge({ library }: { library: Library }) {
  const retired = library.retiredAt !== null;
  return (
    <span className={`badge badge-${retired ? 'quiet' : 'good'}`}>
      <span className="dot" aria-hidden="true" />
      {retired ? 'retired' : 'takes runs'}
    </span>
  );
}
