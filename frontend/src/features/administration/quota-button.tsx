import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeQuota, taggedQuotaQuery } from '@/api/users/quota';
import type { Amount, GivenQuota, UserDetail, UserQuota } from '@/api/types';
import { Dialog } from '@/components/dialog';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { QuotaFields, readQuota, typedQuota } from '@/components/quota-fields';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';
import { count } from '@/lib/format';

type Part = keyof GivenQuota;

const LABELS: Record<Part, string> = {
  nodes: 'Nodes at once',
  nodeCyclesADay: 'Node-cycles a day',
  queuedRuns: 'Waiting runs',
  keptRuns: 'Kept runs',
  bundleBytes: 'Bytes of bundles',
  consoleBytes: 'Bytes of consoles',
};

/** Gives one user more, or less, than everybody has. */
export function QuotaButton({ user }: { user: UserDetail }) {
  const [open, setOpen] = useState(false);
  const leave = () => setOpen(false);
  return (
    <>
      <button type="button" className="small" aria-label={`Quota of ${user.name}`} onClick={() => setOpen(true)}>
        Quota
      </button>
      <Dialog title={`Quota of ${user.name}`} open={open} onClose={leave}>
        <QuotaDialog user={user} onLeave={leave} />
      </Dialog>
    </>
  );
}

function QuotaDialog({ user, onLeave }: { user: UserDetail; onLeave: () => void }) {
  const seen = useQuery(taggedQuotaQuery(user.id));
  if (seen.isPending) return <Loading what="the quota" />;
  if (seen.isError) return <ProblemNote error={seen.error} retry={() => void seen.refetch()} />;
  return <QuotaForm user={user} quota={seen.data.value} tag={seen.data.tag} onLeave={onLeave} />;
}

/** What the user has of each part, and may have. */
function amounts({ storage, use }: UserQuota): Record<Part, Amount> {
  return {
    nodes: use.nodes,
    nodeCyclesADay: use.nodeCyclesToday,
    queuedRuns: use.queuedRuns,
    keptRuns: storage.keptRuns,
    bundleBytes: storage.bundleBytes,
    consoleBytes: storage.consoleBytes,
  };
}

function QuotaForm(props: { user: UserDetail; quota: UserQuota; tag: string; onLeave: () => void }) {
  const { user, quota, tag, onLeave } = props;
  const [typed, setTyped] = useState(typedQuota(LABELS, quota.given));
  const has = amounts(quota);
  const change = useMutation({
    mutationFn: () => changeQuota(user.id, tag, readQuota(typed)),
    meta: { inline: true },
    onSuccess: () => {
      onLeave();
      toastDone(`${user.name} has another quota now.`);
    },
  });
  return (
    <RequestForm
      className="dialog-form"
      request={change}
      onSubmit={() => change.mutate()}
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
          <p className="hint">Empty is what the installation gives everybody. A run that has begun goes on to its end.</p>
          <QuotaFields
            labels={LABELS}
            typed={typed}
            onType={setTyped}
            hint={(part) => `${count(has[part].used)} of ${count(has[part].bound)} now`}
            problem={problem}
          />
        </>
      )}
    </RequestForm>
  );
}
