import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { deleteBundle, forgetDeletedBundle } from '@/api/bundles/delete-bundle';
import { asProblem } from '@/api/problem';
import { isOver } from '@/api/runs/lifecycle';
import { runsQuery } from '@/api/runs/list-runs';
import type { Bundle } from '@/api/types';
import { Dialog } from '@/components/dialog';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { StateBadge } from '@/components/state-badge';
import { toastDone } from '@/components/toast-store';
import { focusContent } from '@/lib/focus-content';

interface DeleteBundleButtonProps {
  bundle: Bundle;
  className: string;
  onDeleted?: () => void | Promise<void>;
}

/** Deletes a bundle, after a question; and, after another one, the runs that need it. */
export function DeleteBundleButton({ bundle, className, onDeleted }: DeleteBundleButtonProps) {
  const [open, setOpen] = useState(false);
  const name = `${bundle.name} ${bundle.version}`;
  return (
    <>
      <button type="button" className={className} aria-label={`Delete ${name}`} onClick={() => setOpen(true)}>
        Delete
      </button>
      <Dialog title={`Delete ${name}?`} open={open} onClose={() => setOpen(false)}>
        <Questions bundle={bundle} name={name} onLeave={() => setOpen(false)} onDeleted={onDeleted} />
      </Dialog>
    </>
  );
}

interface QuestionsProps {
  bundle: Bundle;
  name: string;
  onLeave: () => void;
  onDeleted: (() => void | Promise<void>) | undefined;
}

function Questions({ bundle, name, onLeave, onDeleted }: QuestionsProps) {
  const queryClient = useQueryClient();
  const [needed, setNeeded] = useState(false);
  const remove = useMutation({
    mutationFn: (withRuns: boolean) => deleteBundle(bundle.digest, withRuns),
    meta: { inline: true },
    onSuccess: async (_, withRuns) => {
      onLeave();
      toastDone(withRuns ? `${name} and its runs are deleted.` : `${name} is deleted.`);
      await onDeleted?.();
      focusContent();
      await forgetDeletedBundle(queryClient, bundle.digest);
    },
    onError: (error) => {
      if (isNeeded(error)) setNeeded(true);
    },
  });
  const refusal = remove.isError && !isNeeded(remove.error) && <ProblemNote error={remove.error} />;
  if (needed) {
    return (
      <>
        <NeedingRuns digest={bundle.digest} />
        {refusal}
        <div className="actions" key="with-runs">
          {/* Not where the first yes was: pressing twice deletes no runs. */}
          <button type="button" autoFocus onClick={onLeave}>
            Keep all
          </button>
          <button type="button" className="danger" disabled={remove.isPending} onClick={() => remove.mutate(true)}>
            Delete it with these runs
          </button>
        </div>
      </>
    );
  }
  return (
    <>
      <p>It can be uploaded again, under the same digest. Others who uploaded it keep theirs.</p>
      {refusal}
      <div className="actions" key="alone">
        <button type="button" onClick={onLeave}>
          Keep
        </button>
        <button type="button" className="danger" disabled={remove.isPending} onClick={() => remove.mutate(false)}>
          Delete the bundle
        </button>
      </div>
    </>
  );
}

function isNeeded(error: unknown) {
  return asProblem(error).code === 'bundle-in-use';
}

/** The runs without which the bundle could go; they are all of whoever asks. */
function NeedingRuns({ digest }: { digest: string }) {
  const runs = useInfiniteQuery(runsQuery({ bundle: digest }, 5));
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <p role="alert">Runs of yours need it. With it they go too, for good, with their results and consoles:</p>
      {runs.isPending && <Loading what="the runs" />}
      {runs.isLoadingError && <ProblemNote error={runs.error} retry={() => void runs.refetch()} />}
      <ul className="plain" aria-label="Runs that need it">
        {items.map((run) => (
          <li key={run.id}>
            <Link to={`/runs/${run.id}`}>
              <code>{run.id}</code>
            </Link>{' '}
            <StateBadge state={run.state} outcome={run.outcome} exitCode={run.exitCode} />
          </li>
        ))}
        {runs.hasNextPage && (
          <li>
            <Link to={`/runs?bundle=${digest}`}>and older ones</Link>
          </li>
        )}
      </ul>
      {items.some((run) => !isOver(run.state)) && <p>A run that is under way has to be canceled first.</p>}
    </>
  );
}
