import { useState } from 'react';
import { Link } from 'react-router';
import type { Finding } from '@/api/comparisons/documents';
import { Difference } from '@/components/difference';
import { count, plural, signed, words } from '@/lib/format';

const EFFECTS: Record<string, { tone: string; word: string }> = {
  fails: { tone: 'bad', word: 'fails' },
  worse: { tone: 'bad', word: 'worse' },
  no_baseline: { tone: 'warn', word: 'no baseline' },
};

/** What a finding about no benchmark in particular is about. */
const ALL = 'all';

interface FindingsTableProps {
  findings: Finding[];
  /** Where a figure's history is shown. */
  historyOf: (finding: Finding) => string;
}

/** What a comparison found: what shuts the gate first, what is unchanged last and only when asked for. */
export function FindingsTable({ findings, historyOf }: FindingsTableProps) {
  const [all, setAll] = useState(false);
  const quiet = findings.filter(({ kind }) => kind === 'unchanged').length;
  const shown = findings.filter(({ kind }) => all || kind !== 'unchanged').sort((a, b) => rank(a) - rank(b));
  return (
    <section className="card" aria-label="Findings">
      <h2>Findings</h2>
      {shown.length === 0 ? (
        <p>Nothing moved: {plural(quiet, 'figure is', 'figures are')} what they were.</p>
      ) : (
        <div className="table-scroll" tabIndex={0}>
          <table className="findings">
            <thead>
              <tr>
                <th scope="col">Finding</th>
                <th scope="col">Benchmark</th>
                <th scope="col">Measure</th>
                <th scope="col" className="number">
                  Base
                </th>
                <th scope="col" className="number">
                  Head
                </th>
                <th scope="col" className="number">
                  Difference
                </th>
                <th scope="col">Threshold</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((finding) => (
                <FindingRow
                  key={`${finding.benchmark} ${finding.measure} ${finding.kind}`}
                  finding={finding}
                  history={historyOf(finding)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {quiet > 0 && (
        <button type="button" className="small" aria-pressed={all} onClick={() => setAll(!all)}>
          {all ? 'Hide' : 'Show'} {plural(quiet, 'unchanged figure')}
        </button>
      )}
    </section>
  );
}

function FindingRow({ finding, history }: { finding: Finding; history: string }) {
  const { benchmark, kind, measure, base, head, difference, unit, threshold, layouts } = finding;
  return (
    <tr>
      <td>
        <FindingBadge finding={finding} />
      </td>
      <th scope="row">
        {benchmark === ALL ? benchmark : <Link to={history}>{benchmark}</Link>}
      </th>
      {difference === null || base === null || head === null ? (
        <td colSpan={5} className="cell-source" data-kind={kind}>
          {finding.sentence}
        </td>
      ) : (
        <>
          <td>
            {measure}
            {unit !== null && unit !== measure && <span className="hint"> {unit}</span>}
          </td>
          <td className="number">{count(base)}</td>
          <td className="number">{count(head)}</td>
          <td className="number">
            <Difference value={difference} base={base} />
            {layouts && (
              <span className="hint cell-why">
                {signed(layouts.difference.least)} to {signed(layouts.difference.most)} in {layouts.moved.all} layouts
              </span>
            )}
          </td>
          <td>{threshold ?? <span className="hint">none</span>}</td>
        </>
      )}
    </tr>
  );
}

function FindingBadge({ finding: { kind, effect } }: { finding: Finding }) {
  const shut = EFFECTS[effect];
  const tone = shut?.tone ?? (kind === 'improvement' ? 'good' : 'quiet');
  return (
    <span className={`badge badge-${tone}`} data-effect={effect}>
      <span className="dot" aria-hidden="true" />
      {kind === 'regression' ? 'worse' : kind === 'improvement' ? 'better' : words(kind)}
    </span>
  );
}

const ORDER = ['fails', 'worse', 'no_baseline'];

function rank({ effect, kind }: Finding): number {
  const place = ORDER.indexOf(effect);
  if (place >= 0) return place;
  return kind === 'unchanged' ? 9 : 5;
}
