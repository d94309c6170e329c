import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { isOver } from '@/api/runs/lifecycle';
import type { Run } from '@/api/types';
import { Digest } from '@/components/digest';
import { formatArguments } from '@/lib/arguments';
import { bytes, count, duration, plural, rounded, short, simulatedTime, told } from '@/lib/format';
import type { Int64 } from '@/lib/int64';

type Rows = [string, ReactNode][];

function Facts({ rows, className = 'facts' }: { rows: Rows; className?: string }) {
  return (
    <dl className={className}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the run cost: simulated, and on the host. */
export function FiguresCard({ run }: { run: Run }) {
  const figures: [string, string | null][] = [
    ['Cycles until the job ended', whole(run.cycles)],
    ['Simulated time', time(run)],
    ['Instructions of all nodes', whole(run.instructions)],
    ['Messages sent', whole(run.messagesSent)],
    ['Messages received', whole(run.messagesReceived)],
    [
      'Submission to first instruction',
      known(run.firstInstructionMillis) ? duration(Number(run.firstInstructionMillis)) : null,
    ],
    ['Host time', known(run.hostMillis) ? duration(Number(run.hostMillis)) : null],
    ['Host speed', known(run.hostMips) && run.hostMips > 0 ? `${rounded(run.hostMips)} MIPS` : null],
  ];
  const rows = figures.filter(([, value]) => value !== null);
  return (
    <section className="card" aria-label="Figures">
      <h2>Figures</h2>
      {rows.length === 0 ? (
        <p className="hint">{isOver(run.state) ? 'None: it did not end by itself.' : 'Told when the run is over.'}</p>
      ) : (
        <Facts rows={rows.map(([name, value]) => [name, <span className="figure">{value}</span>])} />
      )}
    </section>
  );
}

function time({ cycles, clockMegahertz }: Run): string | null {
  if (!known(cycles) || !known(clockMegahertz)) return null;
  return `${simulatedTime(cycles, clockMegahertz)} at ${clockMegahertz} MHz`;
}

function known<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function whole(value: Int64 | null | undefined): string | null {
  return known(value) ? count(value) : null;
}

interface MetricsCardProps {
  metrics: Record<string, Int64>;
  /** What a metric is counted in, as the program declared it. */
  units: Record<string, string>;
  over: boolean;
  /** The machine's clock, to tell cycles as time; null while it is not known. */
  megahertz: number | null;
}

/** What the program itself reported, with the units it declared. */
export function MetricsCard({ metrics, units, over, megahertz }: MetricsCardProps) {
  const names = Object.keys(metrics).sort();
  return (
    <section className="card" aria-label="Metrics">
      <h2>Metrics</h2>
      {names.length === 0 ? (
        <p className="hint">
          {over ? 'The program reported none.' : 'None yet.'} <code>fugu_metric(name, value)</code> reports one.
        </p>
      ) : (
        <Facts
          rows={names.map((name) => [
            name,
            <Metric value={metrics[name] ?? 0} unit={units[name]} megahertz={megahertz} />,
          ])}
        />
      )}
    </section>
  );
}

function Metric({ value, unit, megahertz }: { value: Int64; unit: string | undefined; megahertz: number | null }) {
  if (unit === undefined) return <span className="figure">{count(value)}</span>;
  const also = told(value, unit, megahertz);
  return (
    <span className="figure">
      {count(value)} {unit}
      {also !== null && <span className="hint"> = {also}</span>}
    </span>
  );
}

/** The digests by which two runs are known to be the same. */
export function IdentityCard({ run }: { run: Run }) {
  return (
    <section className="card" aria-label="Identity">
      <h2>Identity</h2>
      {run.digest || run.resultDigest ? (
        <Facts
          rows={[
            ...(run.digest ? [['Digest', <Digest value={run.digest} what="digest" />] as [string, ReactNode]] : []),
            ...(run.resultDigest
              ? [['Result digest', <Digest value={run.resultDigest} what="result digest" />] as [string, ReactNode]]
              : []),
            ...(run.machineVersion
              ? [['Machine version', <code title={run.machineVersion}>{run.machineVersion}</code>] as [string, ReactNode]]
              : []),
          ]}
        />
      ) : (
        <p className="hint">The digest covers inputs, events and final state: the same run has the same one, on any host.</p>
      )}
    </section>
  );
}

/** What was asked for. */
export function ParametersCard({ run }: { run: Run }) {
  const { limits } = run;
  const rows: Rows = [
    [
      'Bundle',
      <Link to={`/bundles/${run.bundle.digest}`}>
        {run.bundle.name} {run.bundle.version}
      </Link>,
    ],
    ['Program', <code>{run.program}</code>],
    ['Arguments', run.args.length > 0 ? <code>{formatArguments(run.args)}</code> : 'none'],
    ...operatingSystem(run),
    ['Machine', <Link to={`/machines/${run.machine}`}>{run.machine}</Link>],
    ['Mesh', `${run.mesh.replace('x', '×')}, ${plural(run.nodes, 'node')}`],
    ['Fidelity', run.fidelity],
    ['Seed', <span className="figure">{String(run.seed)}</span>],
    ['Partition', run.partition ? <code>{run.partition}</code> : 'leased for the run'],
    ...said('Commit', run.commit, (commit) => <code title={commit}>{short(commit)}</code>),
    ...said('Branch', run.branch, (branch) => branch),
    ...said('Repository', run.repository, (repository) => repository),
    ...optional('Cycle limit', limits.cycles, count),
    ...optional('Instruction limit', limits.instructions, count),
    ...optional('Console limit', limits.consoleBytes, bytes),
    ...optional('Memory of a node', limits.memoryBytes, bytes),
    ...Object.entries(run.overrides).map(([figure, value]): [string, ReactNode] => [figure, count(value)]),
  ];
  return (
    <section className="card" aria-label="Parameters">
      <h2>Parameters</h2>
      <Facts rows={rows} className="facts facts-columns" />
    </section>
  );
}

/** What is otherwise than linked in and in the program. */
function operatingSystem({ libos, placement, pageTable }: Run): Rows {
  return [
    ...(libos
      ? ([
          [
            'Library OS',
            <>
              <Link to={`/libraries/${libos.name}`}>
                {libos.name}@{libos.version}
              </Link>{' '}
              <code title={libos.digest}>{short(libos.digest)}</code>
            </>,
          ],
        ] as Rows)
      : []),
    ...(placement === 'library' ? [] : ([['Placement', placement]] as Rows)),
    ...(pageTable === 'linked' ? [] : ([['Page table', pageTable]] as Rows)),
  ];
}

function optional(name: string, value: Int64 | null | undefined, format: (value: Int64) => string): Rows {
  return known(value) ? [[name, format(value)]] : [];
}

function said(name: string, value: string | null | undefined, show: (value: string) => ReactNode): Rows {
  return known(value) ? [[name, show(value)]] : [];
}
