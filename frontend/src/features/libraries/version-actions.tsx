import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  refreshLibraries,
  restoreLibrary,
  retireLibrary,
  shareLibrary,
  taggedLibraryQuery,
} from '@/api/libraries/change-library';
import type { Library } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { Dialog } from '@/components/dialog';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';
import { audienceOf, audienceText, draftOf } from './audience';
import { AudienceFields } from './audience-fields';

/** Changes for whom a version is. */
export function ShareButton({ library: { libos } }: { library: Library }) {
  const [open, setOpen] = useState(false);
  const leave = () => setOpen(false);
  return (
    <>
      <button type="button" className="small" aria-label={`Share ${libos}`} onClick={() => setOpen(true)}>
        Share
      </button>
      <Dialog title={`Who may run on ${libos}?`} open={open} onClose={leave}>
        <ShareDialog libos={libos} onLeave={leave} />
      </Dialog>
    </>
  );
}

/** Shows the version as it is when the dialog is opened: a change of it since is noticed. */
function ShareDialog({ libos, onLeave }: { libos: string; onLeave: () => void }) {
  const seen = useQuery(taggedLibraryQuery(libos));
  if (seen.isPending) return <Loading what="the version" />;
  if (seen.isError) return <ProblemNote error={seen.error} retry={() => void seen.refetch()} />;
  return <ShareForm library={seen.data.value} tag={seen.data.tag} onLeave={onLeave} />;
}

function ShareForm({ library, tag, onLeave }: { library: Library; tag: string; onLeave: () => void }) {
  const queryClient = useQueryClient();
  const [audience, setAudience] = useState(() => draftOf(library));
  const share = useMutation({
    mutationFn: () => shareLibrary(library.libos, tag, audienceOf(audience)),
    meta: { inline: true },
    onSuccess: (changed) => {
      onLeave();
      toastDone(`${changed.libos} is for ${audienceText(changed)} now.`);
      return refreshLibraries(queryClient);
    },
  });
  return (
    <RequestForm
      className="dialog-form"
      request={share}
      onSubmit={() => share.mutate()}
      submit="Change"
      buttons={(submit) => (
        <div className="actions">
          <button type="button" onClick={onLeave}>
            Keep
          </button>
          {submit}
        </div>
      )}
    >
      {(problem) => (
        <>
          <p>Runs that were submitted stay as they are, also of those who may no longer submit others.</p>
          <AudienceFields audience={audience} problem={problem} onChange={setAudience} />
        </>
      )}
    </RequestForm>
  );
}

/** Retires a version after a question, and takes that back. */
export function RetireButton({ library: { libos, retiredAt } }: { library: Library }) {
  const queryClient = useQueryClient();
  const retire = useMutation({
    mutationFn: () => retireLibrary(libos),
    onSuccess: () => toastDone(`${libos} is retired. “Restore” takes that back.`),
    onSettled: () => refreshLibraries(queryClient),
  });
  const restore = useMutation({
    mutationFn: () => restoreLibrary(libos),
    onSuccess: () => toastDone(`${libos} takes runs again.`),
    onSettled: () => refreshLibraries(queryClient),
  });
  if (retiredAt !== null) {
    return (
      <button
        type="button"
        className="small"
        aria-label={`Restore ${libos}`}
        disabled={restore.isPending}
        onClick={() => restore.mutate()}
      >
        Restore
      </button>
    );
  }
  return (
    <ConfirmButton
      question={`Retire ${libos}?`}
      consequence="It takes no new runs. Runs that exist are carried out, and who keeps one may submit the same again. It can be restored at any time."
      confirm="Retire it"
      label={`Retire ${libos}`}
      disabled={retire.isPending}
      onConfirm={() => retire.mutate()}
    >
      Retire
    </ConfirmButton>
  );
}
