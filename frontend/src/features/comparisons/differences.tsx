import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Change, RunDifference } from '@/api/comparisons/documents';
import { explanationQuery } from '@/api/comparisons/get-documents';
import { Difference } from '@/components/difference';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { count, plural, words } from '@/lib/format';
import { minus, type Int64 } from '@/lib/int64';

const FIRST_ROWS = 12;

interface DifferencesProps {
  project: string;
  comparison: string;
  benchmark: string;
}

/** Everything that differs between the two runs, fetched when it is opened. */
export function Differences(props: DifferencesProps) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All differences, by function, line, category, node, kernel and counter</summary>
      {open && <AllDifferences {...props} />}
    </details>
  );
}

function AllDifferences({ project, comparison, benchmark }: DifferencesProps) {
  const explanation = useQuery(explanationQuery(project, comparison, benchmark));
  if (explanation.isPending) return <Loading what="the differences" />;
  if (explanation.isError) {
    return <ProblemNote error={explanation.error} retry={() => void explanation.refetch()} />;
  }
  const found = explanation.data?.benchmarks.find(({ name }) => name === benchmark);
  return found === undefined ? <p className="hint">It was not explained.</p> : <Tables difference={found} />;
}

function Tables({ difference }: { difference: RunDifference }) {
  const { functions, categories, parts = [], nodes, kernel, counters, latencies } = difference;
  const lines = functions.flatMap((one) => one.lines.map((line) => ({ ...line, key: `${one.function} ${line.name}` })));
  return (
    <div className="differences">
      <ChangeTable
        title="Functions"
        rows={functions.map(({ function: name, ...rest }) => ({ ...rest, name, key: name }))}
        extra={{
          title: 'Largest on',
          of: (row) => `node ${row.node}`,
        }}
      />
      <ChangeTable title="Lines, as head numbers them" rows={lines} />
      <ChangeTable title="What processors did" rows={categories.map(named)} />
      <ChangeTable title="Whose code" rows={parts.map(named)} />
      <ChangeTable title="Nodes’ clocks" rows={nodes.map(({ node, ...rest }) => ({ ...rest, name: `node ${node}`, key: String(node) }))} />
      <ChangeTable
        title="Cycles in the kernel"
        rows={kernel.map(({ what, baseCycles, headCycles, baseCount, headCount }) => ({
          key: what,
          name: words(what),
          base: baseCycles,
          head: headCycles,
          calls: `${count(baseCount)} → ${count(headCount)}`,
        }))}
        extra={{ title: 'Times', of: (row) => row.calls }}
      />
      <ChangeTable title="Counters" rows={counters.map(named)} />
      <ChangeTable
        title="Latencies, p50 in cycles"
        rows={latencies.map(({ name, baseP50, headP50, baseP99, headP99 }) => ({
          key: name,
          name: words(name),
          base: baseP50,
          head: headP50,
          tail: `${count(baseP99)} → ${count(headP99)}`,
        }))}
        extra={{ title: 'p99', of: (row) => row.tail }}
      />
    </div>
  );
}

function named(change: Change) {
  return { ...change, name: words(change.name), key: change.name };
}

interface Row {
  key: string;
  name: string;
  base: Int64;
  head: Int64;
}

interface ChangeTableProps<T extends Row> {
  title: string;
  rows: T[];
  extra?: { title: string; of: (row: T) => ReactNode };
}

function ChangeTable<T extends Row>({ title, rows, extra }: ChangeTableProps<T>) {
  const [all, setAll] = useState(false);
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <div className="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">Name</span>
              </th>
              <th scope="col" className="number">
                Base
              </th>
              <th scope="col" className="number">
                Head
              </th>
              <th scope="col" className="number">
                Difference
              </th>
              {extra && <th scope="col">{extra.title}</th>}
            </tr>
          </thead>
          <tbody>
            {(all ? rows : rows.slice(0, FIRST_ROWS)).map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.name}</th>
                <td className="number">{count(row.base)}</td>
                <td className="number">{count(row.head)}</td>
                <td className="number">
                  <Difference value={minus(row.head, row.base)} base={row.base} />
                </td>
                {extra && <td>{extra.of(row)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!all && rows.length > FIRST_ROWS && (
        <button type="button" className="small" onClick={() => setAll(true)}>
          Show all {plural(rows.length, 'row')}
        </button>
      )}
    </section>
  );
}
