import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { forgetDeletedRuns } from '@/api/runs/delete-run';
import { cancelRunSet, deleteRunSet, getRunSetTable, runSetQuery } from '@/api/run-sets/run-sets';
import type { RunSet } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { ShareButton } from '@/components/share-button';
import { toastDone } from '@/components/toast-store';
import { plural } from '@/lib/format';
import { saveFile } from '@/lib/save-file';
import { axisNames } from './axes';
import { Compared, standing } from './compared';

/** A run-set: its runs beside one another. */
export function RunSetPage() {
  const { id = '' } = useParams();
  const set = useQuery(runSetQuery(id));
  if (set.isPending) return <Loading what="the run-set" />;
  if (set.isLoadingError) return <ProblemNote error={set.error} retry={() => void set.refetch()} />;
  if (set.data === undefined) return null;
  return <Shown set={set.data} />;
}

function Shown({ set }: { set: RunSet }) {
  return (
    <>
      <PageHead
        title={`${set.bundle.name} ${set.bundle.version}: ${plural(set.size, 'run')}`}
        lead={`They differ in ${axisNames(set.axes).join(', ')}. ${standing(set)}`}
        actions={<Actions set={set} />}
      />
      <Compared set={set} />
    </>
  );
}

function Actions({ set }: { set: RunSet }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: () => getRunSetTable(set.id),
    onSuccess: (table) => saveFile(`${set.id}.csv`, table),
  });
  const cancel = useMutation({
    mutationFn: () => cancelRunSet(set.id),
    onSuccess: (changed) => queryClient.setQueryData(runSetQuery(set.id).queryKey, changed),
  });
  const remove = useMutation({
    mutationFn: () => deleteRunSet(set.id),
    onSuccess: async () => {
      toastDone(`${set.id} is deleted.`);
      await navigate('/run-sets');
      queryClient.removeQueries({ queryKey: ['run-sets', set.id] });
      await queryClient.invalidateQueries({ queryKey: ['run-sets', 'list'] });
      await forgetDeletedRuns(queryClient);
    },
  });
  return (
    <>
      <ShareButton what={{ kind: 'run-sets', id: set.id }} />
      <button type="button" disabled={save.isPending} onClick={() => save.mutate()}>
        Save as CSV
      </button>
      {set.state === 'ended' ? (
        <ConfirmButton
          className="danger"
          question={`Delete ${set.id}?`}
          consequence={`Its ${plural(set.size, 'run')}, with results and consoles, are gone for good.`}
          confirm="Delete the set"
          disabled={remove.isPending}
          onConfirm={() => remove.mutate()}
        >
          Delete
        </ConfirmButton>
      ) : (
        <ConfirmButton
          className="danger"
          question={`Cancel ${set.id}?`}
          consequence="Its runs that have not ended stop, and have no results."
          confirm="Cancel the set"
          disabled={cancel.isPending}
          onConfirm={() => cancel.mutate()}
        >
          Cancel
        </ConfirmButton>
      )}
    </>
  );
}
