import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { meQuery } from '@/api/users/get-me';
import type { Amount, QuotaUse, StorageUse } from '@/api/types';
import { bytes, count, percent } from '@/lib/format';
import { ProblemNote } from './problem-note';
import { ProgressBar } from './progress-bar';

type Part = keyof StorageUse;

const NEARLY_FULL = 0.9;

interface Measured {
  name: string;
  unit: 'bytes' | 'runs' | 'nodes' | 'node-cycles';
}

interface Wording extends Measured {
  /** What is refused at the bound. */
  refused: string;
  /** What can be deleted to make room. */
  deletable: 'bundles' | 'runs';
  /** What else can be done. */
  otherwise?: string;
}

const WORDING: Record<Part, Wording> = {
  bundleBytes: { name: 'Bundles', unit: 'bytes', refused: 'Uploads', deletable: 'bundles' },
  keptRuns: { name: 'Kept runs', unit: 'runs', refused: 'Submissions', deletable: 'runs' },
  consoleBytes: {
    name: 'Consoles of runs',
    unit: 'bytes',
    refused: 'Submissions',
    deletable: 'runs',
    otherwise: 'submit with a lower console limit',
  },
};

/** What of the machines the reader has. */
const USED: Record<keyof QuotaUse, Measured> = {
  nodes: { name: 'Nodes at once', unit: 'nodes' },
  nodeCyclesToday: { name: 'Node-cycles today (UTC)', unit: 'node-cycles' },
  queuedRuns: { name: 'Waiting runs', unit: 'runs' },
};
const USED_PARTS: (keyof QuotaUse)[] = ['nodes', 'nodeCyclesToday', 'queuedRuns'];

const PARTS: Part[] = ['bundleBytes', 'keptRuns', 'consoleBytes'];

/** What the reader keeps and has of the machines, and may, as bars with figures. */
export function StorageCard() {
  const me = useQuery(meQuery);
  if (me.isLoadingError) return <ProblemNote error={me.error} retry={() => void me.refetch()} />;
  if (!me.data) return null;
  const { storage, use } = me.data;
  return (
    <section className="card" aria-label="Storage">
      <h2>Storage</h2>
      <div className="storage">
        {PARTS.map((part) => (
          <Use key={part} measured={WORDING[part]} amount={storage[part]} />
        ))}
        {USED_PARTS.map((part) => (
          <Use key={part} measured={USED[part]} amount={use[part]} />
        ))}
      </div>
      <Warnings storage={storage} parts={PARTS} />
    </section>
  );
}

function Use({ measured, amount }: { measured: Measured; amount: Amount }) {
  const { name, unit } = measured;
  const text = exact(amount, unit);
  const told = unit === 'bytes' ? bytes : count;
  return (
    <div className="storage-use">
      <p className="storage-figures">
        <span className="card-name">{name}</span>
        <span className="figure">
          {told(amount.used)} of {told(amount.bound)}
        </span>
      </p>
      <ProgressBar
        role="meter"
        tone={isNearlyFull(amount) ? 'warn' : 'plain'}
        share={share(amount)}
        label={name}
        text={text}
      />
      <p className="hint">
        {text}, {percent(share(amount))}
      </p>
    </div>
  );
}

/** Where more is about to be kept: says so when there is little room left, and nothing else. */
export function StorageNotice({ parts }: { parts: Part[] }) {
  const me = useQuery(meQuery);
  return me.data ? <Warnings storage={me.data.storage} parts={parts} /> : null;
}

function Warnings({ storage, parts }: { storage: StorageUse; parts: Part[] }) {
  return parts
    .filter((part) => isNearlyFull(storage[part]))
    .map((part) => {
      const { name, unit, refused, deletable, otherwise } = WORDING[part];
      const { used, bound } = storage[part];
      return (
        <p key={part} className="note note-warn" role="status">
          {name}: {exact(storage[part], unit)} are in use, so there is{' '}
          {BigInt(used) >= BigInt(bound) ? 'no' : 'little'} room left. {refused} beyond it are refused:{' '}
          <Link to={`/${deletable}`}>delete {deletable}</Link> that you no longer need
          {otherwise !== undefined && `, or ${otherwise}`}.
        </p>
      );
    });
}

function exact({ used, bound }: Amount, unit: string): string {
  return `${count(used)} of ${count(bound)} ${unit}`;
}

/** From 0 to 1, and beyond where the bound was lowered since. */
function share({ used, bound }: Amount): number {
  return Number(bound) > 0 ? Number(used) / Number(bound) : 1;
}

function isNearlyFull(amount: Amount): boolean {
  return share(amount) >= NEARLY_FULL;
}
