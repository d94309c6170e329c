import { count } from '@/lib/format';
import { sum, type Int64 } from '@/lib/int64';

/** Up to this many nodes stand side by side, a counter in each row; more stand below one another. */
const NODES_SIDE_BY_SIDE = 6;

interface Line {
  name: string;
  cells: Int64[];
}

interface CounterTableProps {
  counters: Record<string, Int64>[];
  /** When the job ended. */
  cycles: Int64 | null;
}

/** The machine's own counters by node; those that are zero everywhere are only named. */
export function CounterTable({ counters, cycles }: CounterTableProps) {
  const names = [...new Set(counters.flatMap((node) => Object.keys(node)))].sort();
  const lines = names.map((name) => ({ name, cells: counters.map((node) => node[name] ?? 0) }));
  const telling = lines.filter(({ cells }) => cells.some((cell) => cell !== 0));
  const zero = lines.filter((line) => !telling.includes(line));
  return (
    <section className="card counters" aria-label="Counters by node">
      <h2>Counters by node</h2>
      <div className="table-scroll counter-scroll" tabIndex={0}>
        {counters.length <= NODES_SIDE_BY_SIDE ? <SideBySide lines={telling} /> : <OneBelowAnother lines={telling} />}
      </div>
      {cycles !== null && counters.some((node) => (node.cycles ?? cycles) !== cycles) && (
        <p className="hint">
          A node’s <code>cycles</code> is its own clock: it runs on until the node hears that the job is over. The job
          ended at cycle {count(cycles)}.
        </p>
      )}
      {zero.length > 0 && <p className="hint">Zero on every node: {zero.map(({ name }) => name).join(', ')}.</p>}
    </section>
  );
}

function SideBySide({ lines }: { lines: Line[] }) {
  const nodes = lines[0]?.cells.length ?? 0;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Counter</th>
          {Array.from({ length: nodes }, (_, node) => (
            <th key={node} scope="col" className="number">
              Node {node}
            </th>
          ))}
          {nodes > 1 && (
            <th scope="col" className="number">
              Sum
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.name}>
            <th scope="row">{line.name}</th>
            {line.cells.map((cell, node) => (
              <td key={node} className="number">
                {count(cell)}
              </td>
            ))}
            {nodes > 1 && <td className="number">{count(sum(line.cells))}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function OneBelowAnother({ lines }: { lines: Line[] }) {
  const nodes = lines[0]?.cells.length ?? 0;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Node</th>
          {lines.map(({ name }) => (
            <th key={name} scope="col" className="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: nodes }, (_, node) => (
          <tr key={node}>
            <th scope="row">{node}</th>
            {lines.map(({ name, cells }) => (
              <td key={name} className="number">
                {count(cells[node] ?? 0)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Sum</th>
          {lines.map((line) => (
            <td key={line.name} className="number">
              {count(sum(line.cells))}
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}
