import type { RunSet } from '@/api/types';
import { words } from '@/lib/format';
import { placed } from './axes';
import { CostsCard } from './costs-card';
import { MemberChart } from './member-chart';
import { MemberTable } from './member-table';

interface ComparedProps {
  set: RunSet;
  /** Whether its runs can be opened: not by who has but a link to the set. */
  open?: boolean;
}

/** The runs of a set beside one another. */
export function Compared({ set, open = true }: ComparedProps) {
  const members = set.members ?? [];
  const finished = members.filter(({ cycles }) => cycles !== null);
  return (
    <>
      <SameOutput set={set} />
      <MemberTable members={members} open={open} />
      {finished.length > 0 && <MemberChart members={finished} />}
      {set.costs !== null && set.costs.length > 0 && <CostsCard costs={set.costs} />}
    </>
  );
}

export function standing({ state, ended, size }: RunSet): string {
  return state === 'ended' ? 'All have ended.' : `${words(state)}: ${ended} of ${size} have ended.`;
}

/** Whether those that should print the same did. */
function SameOutput({ set }: { set: RunSet }) {
  if (set.sameOutput === null) return null;
  if (set.sameOutput) return <p className="note">All print the same where only placement and page table differ.</p>;
  const others = (set.alike ?? []).filter(({ same }) => same === false);
  return (
    <p className="note note-bad" role="alert">
      Not the same output, though only placement and page table differ
      {others.some(({ at }) => placed(at) !== '') && `: ${others.map(({ at }) => placed(at)).join('; ')}`}.
    </p>
  );
}
