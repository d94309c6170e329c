import { count, words } from '@/lib/format';

/** The machine's own counters, a row for each node; columns that are zero everywhere are left out. */
export function CounterTable({ counters }: { counters: Record<string, number>[] }) {
  const names = [...new Set(counters.flatMap((node) => Object.keys(node)))];
  const telling = names.filter((name) => counters.some((node) => (node[name] ?? 0) !== 0));
  const zero = names.filter((name) => !telling.includes(name));
  return (
    <section className="card" aria-label="Counters by node">
      <h2>Counters by node</h2>
      <div className="table-scroll counter-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Node</th>
              {telling.map((name) => (
                <th key={name} scope="col" className="number">
                  {words(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counters.map((node, index) => (
              <tr key={index}>
                <th scope="row">{index}</th>
                {telling.map((name) => (
                  <td key={name} className="number">
                    {count(node[name] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          {counters.length > 1 && (
            <tfoot>
              <tr>
                <th scope="row">All</th>
                {telling.map((name) => (
                  <td key={name} className="number">
                    {count(counters.reduce((sum, node) => sum + (node[name] ?? 0), 0))}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {zero.length > 0 && <p className="hint">Zero on every node: {zero.map(words).join(', ')}.</p>}
    </section>
  );
}
