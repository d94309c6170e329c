import { useState, type ReactNode } from 'react';
import type { History, HistoryPoint } from '@/api/types';
import { Commit } from '@/components/commit';
import { Difference } from '@/components/difference';
import { Time } from '@/components/time';
import { count, plural, short } from '@/lib/format';
import { minus } from '@/lib/int64';
import { before, epochs, moved } from './epochs';

const FIRST_ROWS = 50;

interface HistoryTableProps {
  history: History;
  chosen: number;
  /** What can be done where a figure moved, given the measurements before and after. */
  action?: (before: HistoryPoint, after: HistoryPoint) => ReactNode;
}

/** The same figures as a table, the newest first. */
export function HistoryTable({ history, chosen, action }: HistoryTableProps) {
  const [onlyChanges, setOnlyChanges] = useState(false);
  const [all, setAll] = useState(false);
  const { points } = history;
  const borders = new Map(epochs(points).map(({ places: [first = 0], border }) => [first, border]));
  const wanted = points
    .map((point, place) => ({ point, place }))
    .filter(({ point, place }) => !onlyChanges || moved(point) || borders.has(place))
    .reverse();
  const shown = all ? wanted : wanted.slice(0, FIRST_ROWS);
  const actionAt = (place: number) => {
    const point = points[place];
    const earlier = before(points, place);
    return action && point !== undefined && earlier !== null && moved(point) ? action(earlier, point) : null;
  };
  return (
    <section className="card" aria-label="Figures">
      <div className="section-head">
        <h2>Figures</h2>
        <label className="choice-line">
          <input type="checkbox" checked={onlyChanges} onChange={(event) => setOnlyChanges(event.target.checked)} /> Only
          where it moved
        </label>
      </div>
      <div className="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Commit</th>
              <th scope="col" className="number">
                {history.measure}
                {history.unit !== null && history.unit !== history.measure && `, ${history.unit}`}
              </th>
              <th scope="col" className="number">
                Difference
              </th>
              <th scope="col">Committed</th>
              <th scope="col">Machine</th>
              {action && (
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ point, place }) => {
              const border = place > 0 ? borders.get(place) : undefined;
              return (
                <tr
                  key={point.measurement}
                  className={`${moved(point) ? 'row-moved' : ''} ${border === undefined ? '' : 'row-border'}`}
                  aria-current={place === chosen ? 'true' : undefined}
                >
                  <th scope="row">
                    <Commit commit={point.commit} subject={point.subject} />
                  </th>
                  <td className="number">{count(point.value)}</td>
                  <td className="number">
                    {point.difference === null ? (
                      <span className="hint">{border === undefined ? 'first' : `new epoch: ${border}`}</span>
                    ) : (
                      <Difference value={point.difference} base={minus(point.value, point.difference)} />
                    )}
                  </td>
                  <td>
                    <Time at={point.committedAt} />
                  </td>
                  <td>
                    <code title={point.machineVersion}>{short(point.machineVersion, 8)}</code>
                    {point.libos !== null && <span className="hint"> {point.libos}</span>}
                  </td>
                  {action && (
                    <td className="cell-actions">{actionAt(place)}</td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {wanted.length === 0 && <p className="hint">It never moved.</p>}
      {!all && wanted.length > FIRST_ROWS && (
        <p className="load-more">
          <button type="button" onClick={() => setAll(true)}>
            Show all {plural(wanted.length, 'row')}
          </button>
        </p>
      )}
    </section>
  );
}
