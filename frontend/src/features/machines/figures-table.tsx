import { useState } from 'react';
import type { Figure } from '@/api/types';
import { count } from '@/lib/format';

/** Every figure of the preset, with its unit and where it comes from. */
export function FiguresTable({ figures }: { figures: Figure[] }) {
  const [wanted, setWanted] = useState('');
  const needle = wanted.trim().toLowerCase();
  const shown = figures.filter((figure) =>
    [figure.name, figure.kind, figure.source].some((text) => text.toLowerCase().includes(needle)),
  );
  return (
    <section className="figures-section">
      <div className="section-head">
        <h2>Figures</h2>
        <input
          type="search"
          aria-label="Search the figures"
          placeholder="Search"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      <p className="hint">
        <span className="tag kind-published">published</span> read in a publication ·{' '}
        <span className="tag kind-derived">derived</span> worked out from such figures ·{' '}
        <span className="tag kind-assumed">assumed</span> chosen, for the reason given
      </p>
      <div className="table-scroll" tabIndex={0}>
        <table className="figures">
          <thead>
            <tr>
              <th>Figure</th>
              <th className="number">Value</th>
              <th>Unit</th>
              <th>Kind</th>
              <th>Source</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((figure) => (
              <tr key={figure.name}>
                <td>
                  <code>{figure.name}</code>
                </td>
                <td className="number">{count(figure.value)}</td>
                <td>{figure.unit}</td>
                <td>
                  <span className={`tag kind-${figure.kind.toLowerCase()}`}>{figure.kind.toLowerCase()}</span>
                </td>
                <td className="cell-source">{figure.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length === 0 && <p className="hint">No figure has “{wanted}” in its name, kind or source.</p>}
    </section>
  );
}
