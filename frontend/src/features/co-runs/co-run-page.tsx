import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { cancelCoRun, closeCoRun, confirmJob, leaveCoRun } from '@/api/co-runs/change-co-run';
import { coRunQuery } from '@/api/co-runs/get-co-run';
import { isOver } from '@/api/runs/lifecycle';
import { sessionQuery } from '@/api/session/get-session';
import type { CoRun, CoRunMember } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { Digest } from '@/components/digest';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { StateBadge } from '@/components/state-badge';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { count, plural, short } from '@/lib/format';
import { COLOURS, CompanyMap } from './company-map';
import { CompanyTimes } from './company-times';
import { JobForm } from './job-form';
import { nextStep } from './next-step';

export function CoRunPage() {
  const { id = '' } = useParams();
  const coRun = useQuery(coRunQuery(id));
  if (coRun.isPending) return <Loading what="the co-run" />;
  if (coRun.isLoadingError) {
    return (
      <>
        <PageHead title="Co-run" />
        <ProblemNote error={coRun.error} retry={() => void coRun.refetch()} />
      </>
    );
  }
  return <CoRunDetail key={id} coRun={coRun.data.value} tag={coRun.data.tag} />;
}

interface DetailProps {
  coRun: CoRun;
  tag: string;
}

function CoRunDetail({ coRun, tag }: DetailProps) {
  const me = coRun.members.find((member) => member.me);
  const step = nextStep(coRun);
  return (
    <>
      <PageHead
        title="Co-run"
        aside={<StateBadge state={coRun.state} />}
        lead={
          <>
            <code>{coRun.id}</code> · opened by {coRun.opener} <Time at={coRun.createdAt} />
            {coRun.state === 'open' && (
              <>
                {' '}
                · expires <Time at={coRun.expiresAt} />
              </>
            )}
            {coRun.attempts > 1 && ` · attempt ${coRun.attempts}`}
          </>
        }
        actions={<Actions coRun={coRun} tag={tag} me={me} />}
      />
      {step !== null && (
        <div className="note" role="status">
          <p>{step}</p>
        </div>
      )}
      <div className="company-grid">
        <section className="card" aria-label="Who runs where, and when">
          <h2>Who runs where, and when</h2>
          <CompanyMap coRun={coRun} />
          <p className="hint">
            {coRun.mesh.replace('x', '×')} of {coRun.machine},{' '}
            {coRun.quantum === null
              ? 'a rectangle for each job'
              : `turns of ${count(coRun.quantum)} cycles, skew ${coRun.skew ?? 0} %`}
            , {coRun.fidelity}
            {coRun.state === 'running' && ` · at cycle ${count(coRun.progressCycle)}`}
          </p>
          <CompanyTimes coRun={coRun} />
          {coRun.members.some(({ job }) => job !== null) && (
            <p className="hint">The nodes are a job’s from its start to its limit of cycles.</p>
          )}
        </section>
        <MemberTable members={coRun.members} />
      </div>
      {coRun.digest !== null && (
        <section className="card" aria-label="Identity">
          <h2>Digest of the whole</h2>
          <Digest value={coRun.digest} what="digest" />
          <p className="hint">
            Over the whole machine and all jobs, the same for all members. Each job’s own result digest stands at its
            run.
          </p>
        </section>
      )}
      {coRun.state === 'open' && me?.state !== 'confirmed' && <JobForm key={me?.state} coRun={coRun} tag={tag} />}
    </>
  );
}

function MemberTable({ members }: { members: CoRunMember[] }) {
  return (
    <section className="card" aria-label="Members">
      <h2>Members</h2>
      <div className="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Member</th>
              <th scope="col">Stands</th>
              <th scope="col">Job</th>
              <th scope="col">Nodes</th>
              <th scope="col">Run</th>
            </tr>
          </thead>
          <tbody>
            {members.map((member, place) => (
              <tr key={member.name}>
                <th scope="row">
                  <span className={`swatch swatch-job job-${place % COLOURS}`} /> {member.name}
                  {member.me && ' (you)'}
                </th>
                <td>{member.endedAt === null ? member.state : `canceled at cycle ${count(member.endedAt)}`}</td>
                <td>
                  {member.job === null ? (
                    <span className="hint">none yet</span>
                  ) : (
                    <>
                      {member.job.program}{' '}
                      {member.job.bundle !== null && (
                        <code title={member.job.bundle}>{short(member.job.bundle, 8)}</code>
                      )}
                      {(member.job.inputs?.length ?? 0) > 0 && `, ${plural(member.job.inputs?.length ?? 0, 'input')}`}
                      {member.job.disk !== null && `, disk ${member.job.disk.source}`}
                    </>
                  )}
                </td>
                <td>
                  {member.job !== null && (
                    <>
                      {plural(member.job.nodes, 'node')}, {member.job.rectangle}
                      {member.job.startCycle !== 0 && `, from cycle ${count(member.job.startCycle)}`}
                    </>
                  )}
                </td>
                <td>
                  {member.run !== null ? (
                    <Link to={`/runs/${member.run}`}>My run</Link>
                  ) : (
                    !member.me && <span className="hint">theirs alone</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Actions({ coRun, tag, me }: DetailProps & { me: CoRunMember | undefined }) {
  const queryClient = useQueryClient();
  const session = useQuery(sessionQuery);
  const act = useMutation({
    mutationFn: ({ request }: { request: () => Promise<CoRun>; done: string }) => request(),
    onSuccess: (_, { done }) => toastDone(done),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['co-runs'] }),
  });
  const open = coRun.state === 'open';
  const opener = session.data?.user.name === coRun.opener;
  const confirmed = coRun.members.some(({ state }) => state === 'confirmed');
  const running = !open && !isOver(coRun.state) && me?.state === 'confirmed' && me.endedAt === null;
  return (
    <>
      {open && me?.state === 'joined' && (
        <button
          type="button"
          className="primary"
          disabled={act.isPending}
          onClick={() => act.mutate({ request: () => confirmJob(coRun.id, tag), done: 'Your job is confirmed.' })}
        >
          Confirm my job
        </button>
      )}
      {open && opener && confirmed && (
        <ConfirmButton
          className=""
          question="Start it now?"
          consequence="Members who have not confirmed are left out."
          confirm="Start it"
          disabled={act.isPending}
          onConfirm={() => act.mutate({ request: () => closeCoRun(coRun.id, tag), done: 'The co-run is started.' })}
        >
          Start now
        </ConfirmButton>
      )}
      {open && me !== undefined && me.state !== 'left' && (
        <ConfirmButton
          className="danger"
          question="Leave this co-run?"
          consequence="It takes place without you. You can come back while it is open."
          confirm="Leave"
          disabled={act.isPending}
          onConfirm={() => act.mutate({ request: () => leaveCoRun(coRun.id), done: 'You take no part.' })}
        >
          Leave
        </ConfirmButton>
      )}
      {running && (
        <ConfirmButton
          className="danger"
          question="Cancel your job?"
          consequence="It ends at a recorded cycle, and the others’ jobs are carried out once more beside that."
          confirm="Cancel my job"
          disabled={act.isPending}
          onConfirm={() => act.mutate({ request: () => leaveCoRun(coRun.id), done: 'Your job is told to stop.' })}
        >
          Cancel my job
        </ConfirmButton>
      )}
      {open && opener && (
        <ConfirmButton
          className="danger"
          question="Cancel the co-run for all?"
          consequence="Nothing of it is carried out."
          confirm="Cancel the co-run"
          disabled={act.isPending}
          onConfirm={() => act.mutate({ request: () => cancelCoRun(coRun.id), done: 'The co-run is canceled.' })}
        >
          Cancel for all
        </ConfirmButton>
      )}
    </>
  );
}
