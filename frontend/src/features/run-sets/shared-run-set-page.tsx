import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { getSharedTable, sharedRunSetQuery } from '@/api/runs/shares';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { plural } from '@/lib/format';
import { saveFile } from '@/lib/save-file';
import { axisNames } from './axes';
import { Compared, standing } from './compared';

const LOOK_AGAIN = 5_000;

/** A run-set for who has a link to it: to be read, without signing in. The link's token stands behind the `#`. */
export function SharedRunSetPage() {
  const token = useLocation().hash.slice(1);
  const shared = useQuery({
    ...sharedRunSetQuery(token),
    refetchInterval: ({ state }) => (state.data && state.data.set.state !== 'ended' ? LOOK_AGAIN : false),
  });
  const save = useMutation({
    mutationFn: () => getSharedTable(token),
    onSuccess: (table) => saveFile('run-set.csv', table),
  });
  if (shared.isPending) return <Loading what="the run-set" />;
  if (shared.isLoadingError) {
    return (
      <main className="page">
        <title>Shared run-set · Fugu</title>
        <h1>Shared run-set</h1>
        <ProblemNote error={shared.error} retry={() => void shared.refetch()} />
      </main>
    );
  }
  const { set, owner, expiresAt } = shared.data;
  return (
    <main className="page">
      <PageHead
        title={`${set.bundle.name} ${set.bundle.version}: ${plural(set.size, 'run')}`}
        lead={
          <>
            Runs{owner && ` of ${owner}`} on Fugu that differ in {axisNames(set.axes).join(', ')}. {standing(set)} This
            link is good until <Time at={expiresAt} />.
          </>
        }
        actions={
          <button type="button" disabled={save.isPending} onClick={() => save.mutate()}>
            Save as CSV
          </button>
        }
      />
      <Compared set={set} open={false} />
    </main>
  );
}
