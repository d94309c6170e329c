import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router';
import { cancelRun } from '@/api/runs/cancel-run';
import { runQuery } from '@/api/runs/get-run';
import { isOver } from '@/api/runs/lifecycle';
import { sessionQuery } from '@/api/session/get-session';
import type { Run } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { ImportBadge } from '@/components/import-badge';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { ShareButton } from '@/components/share-button';
import { StateBadge } from '@/components/state-badge';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { count, runName } from '@/lib/format';
import { CapabilitiesCard } from './capabilities-card';
import { ConsoleView } from './console-view';
import { CounterTable } from './counter-table';
import { CycleAccountCard } from './cycle-account-card';
import { DeleteRunButton } from './delete-run-button';
import { DiskCard } from './disk-card';
import { InputCard } from './input-card';
import { EndNote } from './end-note';
import { ImportNote } from './import-note';
import { LabelsCard } from './labels-card';
import { LatencyCard } from './latency-card';
import { RefusalsCard } from './refusals-card';
import { FiguresCard, IdentityCard, MetricsCard, ParametersCard } from './run-cards';
import { RunProgress } from './run-progress';
import { TraceCard } from './trace-card';
import { useRunStream } from './use-run-stream';
import { VerifyCard } from './verify-card';

export function RunPage() {
  const { id = '' } = useParams();
  const run = useQuery(runQuery(id));
  if (run.isPending) return <Loading what="the run" />;
  if (run.isLoadingError) {
    return (
      <>
        <PageHead title="Run" />
        <ProblemNote error={run.error} retry={() => void run.refetch()} />
      </>
    );
  }
  return <RunDetail key={id} run={run.data} />;
}

function RunDetail({ run }: { run: Run }) {
  const stream = useRunStream(run.id);
  const navigate = useNavigate();
  const over = isOver(run.state);
  // Whose project it is for sees it and cancels it; the rest is its owner's.
  const mine = useQuery(sessionQuery).data?.user.name === run.user;
  return (
    <>
      <PageHead
        title={runName(run)}
        aside={
          <>
            <StateBadge state={run.state} outcome={run.outcome} exitCode={run.exitCode} />
            {run.imported && <ImportBadge imported={run.imported} />}
          </>
        }
        lead={
          <>
            <code>{run.id}</code> · submitted <Time at={run.createdAt} />
            {run.attempts > 1 && ` · attempt ${run.attempts}`}
            {run.resumedFromCycle !== null && `, from cycle ${count(run.resumedFromCycle)}`}
            {wasAnswered(run) && (
              <>
                {' '}
                · not carried out again: the result is that of{' '}
                {run.from ? <Link to={`/runs/${run.from}`}>{run.from}</Link> : 'another run of this service'}
              </>
            )}
            {run.project && (
              <>
                {' '}
                · of {run.user}, for <Link to={`/projects/${run.project}/runs`}>a project</Link>
              </>
            )}
          </>
        }
        actions={
          <>
            {mine && <ShareButton what={{ kind: 'runs', id: run.id }} />}
            {isExportable(run) && (
              <a className="button" href={`/api/v1/runs/${run.id}/export`} download={`${run.id}.fugu-run`}>
                Export
              </a>
            )}
            {over && mine && (
              <DeleteRunButton run={run} className="danger" onDeleted={() => navigate('/runs', { replace: true })} />
            )}
            {!over && !run.coRun && <CancelButton id={run.id} />}
            <Link className={`button ${over ? 'primary' : ''}`} to={`/runs/new?again=${run.id}`}>
              Run again
            </Link>
          </>
        }
      />
      {run.coRun && (
        <div className="note">
          <p>
            It is your job of a <Link to={`/co-runs/${run.coRun}`}>co-run</Link>: other users’ jobs are in the same
            machine{over ? '.' : ', and there you cancel it.'}
          </p>
        </div>
      )}
      {run.imported && <ImportNote imported={run.imported} />}
      <EndNote run={run} />
      {!over && <RunProgress run={run} stream={stream} />}
      <div className="run-grid">
        <div className="run-main">
          <ConsoleView runId={run.id} log={stream.log} live={stream.connection !== 'ended'} />
          {run.state === 'finished' && countsItsNodes(run) && <CycleAccountCard run={run} />}
          {run.state === 'finished' && countsItsNodes(run) && <LatencyCard run={run} />}
          {run.state === 'finished' && !countsItsNodes(run) && (
            <p className="hint">
              Other jobs had the same nodes: whose their counters and latencies are cannot be told, so there are none
              here. Instructions and messages are this job’s own.
            </p>
          )}
          {run.inputs.length > 0 && <InputCard run={run.id} inputs={run.inputs} />}
          {run.disk && <DiskCard run={run} disk={run.disk} />}
          {run.trace && <TraceCard run={run} trace={run.trace} />}
          {run.state === 'finished' && <RefusalsCard runId={run.id} />}
          {run.state === 'finished' && <CapabilitiesCard runId={run.id} />}
          <ParametersCard run={run} />
          {run.counters && run.counters.length > 0 && (
            <CounterTable counters={run.counters} cycles={run.cycles} />
          )}
        </div>
        <div className="run-side">
          <FiguresCard run={run} />
          <MetricsCard
            metrics={{ ...stream.metrics, ...run.metrics }}
            units={{ ...stream.metricUnits, ...run.metricUnits }}
            over={over}
            megahertz={run.clockMegahertz}
          />
          <IdentityCard run={run} />
          {run.state === 'finished' && !run.coRun && mine && <VerifyCard run={run} />}
          {mine && <LabelsCard run={run} />}
        </div>
      </div>
    </>
  );
}

function CancelButton({ id }: { id: string }) {
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelRun(id),
    onSuccess: () => {
      toastDone('The run is told to stop.');
      return queryClient.invalidateQueries({ queryKey: runQuery(id).queryKey });
    },
  });
  return (
    <ConfirmButton
      className="danger"
      question="Cancel this run?"
      consequence="It stops where it is, and its figures are not kept."
      confirm="Cancel the run"
      disabled={cancel.isPending}
      onConfirm={() => cancel.mutate()}
    >
      Cancel
    </ConfirmButton>
  );
}

/** With the result of an earlier run, which whoever sees this one may not see. */
function wasAnswered(run: Run): boolean {
  return run.from !== null || (run.state === 'finished' && run.startedAt === null && !run.imported && !run.coRun);
}

/** One that came in a file is passed on once it is verified. */
function isExportable(run: Run): boolean {
  return run.state === 'finished' && !run.coRun && (!run.imported || run.imported.state === 'verified');
}

/** Nodes that a co-run shares among jobs are counted for none of them. */
function countsItsNodes(run: Run): boolean {
  return !run.coRun || (run.counters !== null && run.counters.length > 0);
}
