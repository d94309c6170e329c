import { short } from '@/lib/format';

/** A commit by its first characters, in full on hover, with what its author said of it. */
export function Commit({ commit, subject }: { commit: string; subject?: string | null }) {
  return (
    <span className="commit">
      <code title={commit}>{short(commit, 10)}</code>
      {subject && <span className="commit-subject">{subject}</span>}
    </span>
  );
}
