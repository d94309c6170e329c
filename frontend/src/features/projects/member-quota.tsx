import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  changeMemberQuota,
  changeQuotaOfMember,
  memberQuotaQuery,
  quotaOfMemberQuery,
} from '@/api/projects/member-quota';
import type { Amount, MemberQuota, MemberUse, Project } from '@/api/types';
import { Dialog } from '@/components/dialog';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { QuotaFields, readQuota, typedQuota } from '@/components/quota-fields';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';
import { count } from '@/lib/format';

type Part = keyof MemberQuota;

const LABELS: Record<Part, string> = {
  nodes: 'Nodes at once',
  nodeCyclesADay: 'Node-cycles a day',
  queuedRuns: 'Waiting runs',
  keptRuns: 'Kept runs',
};

interface QuotaOf {
  project: Project;
  /** Whose; null for each member who has none of their own. */
  name: string | null;
}

/** What a member, or each of them, may have for the project's runs. */
export function MemberQuotaButton({ project, name }: QuotaOf) {
  const [open, setOpen] = useState(false);
  const leave = () => setOpen(false);
  const title = name === null ? 'Quota of each member' : `Quota of ${name}`;
  return (
    <>
      <button type="button" className="small" aria-label={title} onClick={() => setOpen(true)}>
        {name === null ? title : 'Quota'}
      </button>
      <Dialog title={title} open={open} onClose={leave}>
        {name === null ? (
          <QuotaOfAll project={project} onLeave={leave} />
        ) : (
          <QuotaOfOne project={project} name={name} onLeave={leave} />
        )}
      </Dialog>
    </>
  );
}

function QuotaOfAll({ project, onLeave }: { project: Project; onLeave: () => void }) {
  const seen = useQuery(memberQuotaQuery(project.id));
  if (seen.isPending) return <Loading what="the quota" />;
  if (seen.isError) return <ProblemNote error={seen.error} retry={() => void seen.refetch()} />;
  return <QuotaForm project={project} name={null} given={seen.data} use={null} onLeave={onLeave} />;
}

function QuotaOfOne({ project, name, onLeave }: { project: Project; name: string; onLeave: () => void }) {
  const seen = useQuery(quotaOfMemberQuery(project.id, name));
  if (seen.isPending) return <Loading what="the quota" />;
  if (seen.isError) return <ProblemNote error={seen.error} retry={() => void seen.refetch()} />;
  return <QuotaForm project={project} name={name} given={seen.data.given} use={seen.data} onLeave={onLeave} />;
}

function amount(use: MemberUse, part: Part): Amount {
  return part === 'nodeCyclesADay' ? use.nodeCyclesToday : use[part];
}

interface QuotaFormProps extends QuotaOf {
  given: MemberQuota;
  use: MemberUse | null;
  onLeave: () => void;
}

function QuotaForm({ project, name, given, use, onLeave }: QuotaFormProps) {
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState(typedQuota(LABELS, given));
  const change = useMutation({
    mutationFn: async () => {
      const quota = readQuota(typed);
      await (name === null ? changeMemberQuota(project.id, quota) : changeQuotaOfMember(project.id, name, quota));
    },
    meta: { inline: true },
    onSuccess: () => {
      onLeave();
      toastDone(name === null ? 'Members have another quota now.' : `${name} has another quota now.`);
      return queryClient.invalidateQueries({ queryKey: ['projects', project.id] });
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
          <p className="hint">
            Of runs that are submitted to this project. Empty is {name === null ? 'as much as you have' : 'as for each'}.
          </p>
          <QuotaFields
            labels={LABELS}
            typed={typed}
            onType={setTyped}
            problem={problem}
            {...(use !== null && {
              hint: (part: Part) => `${count(amount(use, part).used)} of ${count(amount(use, part).bound)} now`,
            })}
          />
        </>
      )}
    </RequestForm>
  );
}
