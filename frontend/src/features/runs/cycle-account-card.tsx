import { memo, useMemo, useState, type CSSProperties } from 'react';
import type { Run } from '@/api/types';
import { count, percent, plural } from '@/lib/format';
import { compare, type Int64 } from '@/lib/int64';
import { accountsOf, CATEGORIES, inWords, share, together, type Account } from './cycle-account';

/** More nodes than this stand in columns, in a pane of their own, and can be ordered. */
const FEW_NODES = 16;

/** Where a finished run's cycles went: of all nodes together, and of each. */
export function CycleAccountCard({ run }: { run: Run }) {
  const accounts = useMemo(() => accountsOf(run.counters), [run.counters]);
  return (
    <section className="card" aria-label="Where the cycles went">
      <h2>Where the cycles went</h2>
      {accounts === null ? (
        <p className="hint">Not known: this result was recorded before nodes kept account of their cycles.</p>
      ) : (
        <Accounts accounts={accounts} />
      )}
    </section>
  );
}

function Accounts({ accounts }: { accounts: Account[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const whole = useMemo(() => together(accounts), [accounts]);
  return (
    <div className="account" data-chosen={chosen === null ? undefined : CATEGORIES[chosen]?.key}>
      <p className="hint">
        {accounts.length > 1
          ? `${plural(accounts.length, 'node')} together, each up to the end of its own clock.`
          : 'Up to the end of the node’s clock.'}{' '}
        Press a category to see it alone.
      </p>
      <StackedBar account={whole} />
      <CategoryTable
        whole={whole}
        chosen={chosen}
        onChoose={(index) => setChosen((before) => (before === index ? null : index))}
      />
      {accounts.length > 1 && <NodeBars accounts={accounts} chosen={chosen} />}
    </div>
  );
}

/**
 * An account as a bar; `length` is from 0 to 1. Which category is seen alone the style sheet knows: choosing one must
 * not draw a thousand bars again.
 */
const StackedBar = memo(function StackedBar({ account, length = 1 }: { account: Account; length?: number }) {
  return (
    <div className="stack" role="img" aria-label={inWords(account)} style={{ width: `${length * 100}%` }}>
      {CATEGORIES.map(({ key, name }, index) => {
        const part = account.parts[index] ?? 0;
        if (part === 0) return null;
        return (
          <div
            key={key}
            className={`cycles-${key}`}
            style={{ width: `${share(part, account) * 100}%` }}
            title={`${name}: ${figure(part, account)}`}
          />
        );
      })}
    </div>
  );
});

/** `TLB refill` stays what it is. */
function lower(name: string): string {
  return /^[A-Z]{2}/.test(name) ? name : name.toLowerCase();
}

function figure(part: Int64, account: Account): string {
  return `${plural(part, 'cycle')}, ${percent(share(part, account))}`;
}

interface CategoryTableProps {
  whole: Account;
  /** The category that is seen alone, as an index; null when all are. */
  chosen: number | null;
  onChoose: (index: number) => void;
}

/** The legend, and the exact figures; categories without a cycle are only named. */
function CategoryTable({ whole, chosen, onChoose }: CategoryTableProps) {
  const none = CATEGORIES.filter((_, index) => whole.parts[index] === 0);
  return (
    <>
      <div className="table-scroll" tabIndex={0}>
        <table className="categories">
          <thead>
            <tr>
              <th scope="col">Category</th>
              <th scope="col" className="number">
                Cycles
              </th>
              <th scope="col" className="number">
                Share
              </th>
              <th scope="col">The processor …</th>
            </tr>
          </thead>
          <tbody>
            {CATEGORIES.map(({ key, name, meaning }, index) => {
              const part = whole.parts[index] ?? 0;
              if (part === 0) return null;
              return (
                <tr key={key}>
                  <th scope="row">
                    <button
                      type="button"
                      className="category"
                      aria-pressed={chosen === index}
                      onClick={() => onChoose(index)}
                    >
                      <span className={`category-mark cycles-${key}`} aria-hidden="true" />
                      {name}
                    </button>
                  </th>
                  <td className="number">{count(part)}</td>
                  <td className="number">{percent(share(part, whole))}</td>
                  <td className="cell-source">{meaning}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {none.length > 0 && (
        <p className="hint">Without a cycle: {none.map(({ name }) => lower(name)).join(', ')}.</p>
      )}
    </>
  );
}

/** One thin bar a node, as long as the node's clock. */
function NodeBars({ accounts, chosen }: { accounts: Account[]; chosen: number | null }) {
  const [mostFirst, setMostFirst] = useState(false);
  const many = accounts.length > FEW_NODES;
  const longest = Math.max(...accounts.map(({ total }) => Number(total)));
  const amount = (account: Account) => (chosen === null ? account.total : (account.parts[chosen] ?? 0));
  const rows = accounts.map((account, node) => ({ account, node }));
  if (mostFirst) rows.sort((one, other) => compare(amount(other.account), amount(one.account)));
  const what = chosen === null ? 'cycles' : lower(CATEGORIES[chosen]?.name ?? '');
  return (
    <>
      <div className="section-head">
        <h3>By node</h3>
        {many && (
          <label className="node-order">
            Order{' '}
            <select
              value={mostFirst ? 'most' : 'node'}
              onChange={(event) => setMostFirst(event.target.value === 'most')}
            >
              <option value="node">by node</option>
              <option value="most">most {what} first</option>
            </select>
          </label>
        )}
      </div>
      <ul
        className={`node-bars ${many ? 'node-bars-many' : ''}`}
        aria-label={`By node: ${what}`}
        style={{ '--figure': `${count(longest).length + ' 100.0 %'.length}ch` } as CSSProperties}
        {...(many ? { tabIndex: 0 } : {})}
      >
        {rows.map(({ account, node }) => (
          <li key={node}>
            <span>Node {node}</span>
            <div>
              <StackedBar account={account} length={longest === 0 ? 0 : Number(account.total) / longest} />
            </div>
            <span className="figure">
              {count(amount(account))}
              {chosen !== null && <span className="hint"> {percent(share(amount(account), account))}</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
