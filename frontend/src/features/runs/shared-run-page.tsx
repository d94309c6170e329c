import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { isOver } from '@/api/runs/lifecycle';
import { sharedConsoleQuery, sharedRunQuery } from '@/api/runs/shares';
import type { Run } from '@/api/types';
import { ImportBadge } from '@/components/import-badge';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { StateBadge } from '@/components/state-badge';
import { Time } from '@/components/time';
import { formatArguments } from '@/lib/arguments';
import { plural, runName } from '@/lib/format';
import { CounterTable } from './counter-table';
import { CycleAccountCard } from './cycle-account-card';
import { EndNote } from './end-note';
import { LatencyCard } from './latency-card';
import { FiguresCard, IdentityCard, MetricsCard } from './run-cards';

const LOOK_AGAIN = 5_000;

/** A run for who has a link to it: to be read, without signing in. The link's token stands behind the `#`. */
export function SharedRunPage() {
  const token = useLocation().hash.slice(1);
  const shared = useQuery({
    ...sharedRunQuery(token),
    refetchInterval: ({ state }) => (state.data && !isOver(state.data.run.state) ? LOOK_AGAIN : false),
  });
  if (shared.isPending) return <Loading what="the run" />;
  if (shared.isLoadingError) {
    return (
      <main className="page">
        <title>Shared run · Fugu</title>
        <h1>Shared run</h1>
        <ProblemNote error={shared.error} retry={() => void shared.refetch()} />
      </main>
    );
  }
  const { run, owner, expiresAt } = shared.data;
  return (
    <main className="page">
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
            A run{owner && ` of ${owner}`} on Fugu, submitted <Time at={run.createdAt} />. This link is good until{' '}
            <Time at={expiresAt} />.
          </>
        }
      />
      <EndNote run={run} />
      <SharedRun run={run} token={token} />
    </main>
  );
}

function SharedRun({ run, token }: { run: Run; token: string }) {
  const written = useQuery({ ...sharedConsoleQuery(token), enabled: isOver(run.state) });
  const counted = run.counters !== null && run.counters.length > 0;
  return (
    <div className="run-grid">
      <div className="run-main">
        <section className="card" aria-label="Console">
          <h2>Console</h2>
          {isOver(run.state) ? (
            <pre className="sample" tabIndex={0}>
              {written.data === '' ? 'The program wrote nothing.' : written.data}
            </pre>
          ) : (
            <p className="hint">It is here when the run is over.</p>
          )}
        </section>
        {run.state === 'finished' && counted && <CycleAccountCard run={run} />}
        {run.state === 'finished' && counted && <LatencyCard run={run} />}
        {counted && run.counters && <CounterTable counters={run.counters} cycles={run.cycles} />}
      </div>
      <div className="run-side">
        <FiguresCard run={run} />
        <MetricsCard
          metrics={run.metrics}
          units={run.metricUnits}
          over={isOver(run.state)}
          megahertz={run.clockMegahertz}
        />
        <section className="card" aria-label="Parameters">
          <h2>Parameters</h2>
          <dl className="facts">
            <Fact name="Bundle" value={`${run.bundle.name} ${run.bundle.version}`} />
            <Fact name="Program" value={run.program} />
            <Fact name="Arguments" value={run.args.length > 0 ? formatArguments(run.args) : 'none'} />
            <Fact name="Machine" value={run.machine} />
            <Fact name="Mesh" value={`${run.mesh.replace('x', '×')}, ${plural(run.nodes, 'node')}`} />
            <Fact name="Fidelity" value={run.fidelity} />
            <Fact name="Seed" value={String(run.seed)} />
          </dl>
        </section>
        <IdentityCard run={run} />
      </div>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
