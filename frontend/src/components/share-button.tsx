import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createShare, revokeShare, sharesQuery, type Shared } from '@/api/runs/shares';
import type { IssuedShare, Share } from '@/api/types';
import { CopyButton } from '@/components/copy-button';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { LoadMore } from '@/components/load-more';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { Time } from '@/components/time';

/** Links by which others see this run, or this set, without signing in. */
export function ShareButton({ what }: { what: Shared }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Share
      </button>
      <Dialog title={`Share this ${WORDS[what.kind]}`} open={open} onClose={() => setOpen(false)}>
        <Sharing what={what} onLeave={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

const WORDS = { runs: 'run', 'run-sets': 'run-set' };
const SHOWN = { runs: 'its console and its figures', 'run-sets': 'its table and what its runs counted' };

const LIFETIMES: [string, string][] = [
  ['7', 'a week'],
  ['30', '30 days'],
  ['365', 'a year'],
];

function Sharing({ what, onLeave }: { what: Shared; onLeave: () => void }) {
  const queryClient = useQueryClient();
  const shares = useInfiniteQuery(sharesQuery(what));
  const [days, setDays] = useState('30');
  const [showOwner, setShowOwner] = useState(false);
  const [fresh, setFresh] = useState<IssuedShare | null>(null);
  const renew = () => queryClient.invalidateQueries({ queryKey: sharesQuery(what).queryKey });
  const create = useMutation({
    mutationFn: () => createShare(what, { expiresInDays: Number(days), showOwner }),
    meta: { inline: true },
    onSuccess: (made) => {
      setFresh(made);
      return renew();
    },
  });
  const revoke = useMutation({
    mutationFn: (share: Share) => revokeShare(what, share.id),
    onSuccess: (_, share) => {
      setFresh((made) => (made?.id === share.id ? null : made));
      return renew();
    },
  });
  const items = shares.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <RequestForm
      className="dialog-form"
      request={create}
      onSubmit={() => create.mutate()}
      submit="Make a link"
      buttons={(submit) => (
        <div className="actions">
          <button type="button" onClick={onLeave}>
            Close
          </button>
          {submit}
        </div>
      )}
    >
      {(problem) => (
        <>
          <p className="hint">
            Who has a link sees this {WORDS[what.kind]}, {SHOWN[what.kind]}, without signing in, and nothing else of
            yours.
          </p>
          {fresh !== null && (
            <div className="note note-good" role="status">
              <p className="note-title">This link is shown only now:</p>
              <p className="digest">
                <code data-testid="link">{window.location.origin + fresh.path}</code>
                <CopyButton text={window.location.origin + fresh.path} what="link" />
              </p>
            </div>
          )}
          {shares.isLoadingError && <ProblemNote error={shares.error} retry={() => void shares.refetch()} />}
          {items.length > 0 && (
            <ul aria-label="Links">
              {items.map((share) => (
                <li key={share.id}>
                  <code>{share.prefix}…</code> until <Time at={share.expiresAt} />
                  {share.showsOwner && ', with your name'}{' '}
                  <button
                    type="button"
                    className="small danger"
                    aria-label={`Revoke ${share.prefix}`}
                    disabled={revoke.isPending}
                    onClick={() => revoke.mutate(share)}
                  >
                    Revoke
                  </button>
                </li>
              ))}
            </ul>
          )}
          <LoadMore list={shares} />
          <Field label="Leads here for" error={problem?.at('/expiresInDays')}>
            {(control) => (
              <select {...control} value={days} onChange={(event) => setDays(event.target.value)}>
                {LIFETIMES.map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <label className="choice-line">
            <input type="checkbox" checked={showOwner} onChange={(event) => setShowOwner(event.target.checked)} /> With
            my name
          </label>
        </>
      )}
    </RequestForm>
  );
}
