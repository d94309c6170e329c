import type { RunSetCost } from '@/api/types';
import { count, tenths } from '@/lib/format';

/** What reaching the operating system took here, beside what was published of it. */
export function CostsCard({ costs }: { costs: RunSetCost[] }) {
  return (
    <section className="card" aria-label="Beside published figures">
      <h2>Beside published figures</h2>
      <p className="hint">What reaching the operating system takes, each way.</p>
      <div className="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th>Placement</th>
              <th className="number">Here, cycles</th>
              <th className="number">Times</th>
              <th className="number">Published</th>
              <th>Of what</th>
            </tr>
          </thead>
          <tbody>
            {costs.flatMap((cost) =>
              cost.published.map((figure, index) => (
                <tr key={figure.key}>
                  {index === 0 && (
                    <>
                      <th scope="rowgroup" rowSpan={cost.published.length}>
                        {cost.placement}: {cost.title}
                      </th>
                      <td className="number" rowSpan={cost.published.length}>
                        {cost.meanCycles === null ? '' : tenths(cost.meanCycles)}
                      </td>
                      <td className="number" rowSpan={cost.published.length}>
                        {cost.count === 0 ? '' : count(cost.count)}
                      </td>
                    </>
                  )}
                  <td className="number">
                    {figure.value} {figure.unit}
                  </td>
                  <td className="set-figure">
                    <code>{figure.key}</code>: {figure.condition} <span className="hint">({figure.source})</span>
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </section>
  );
}
