import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Run } from '@/api/types';
import { formatArguments } from '@/lib/arguments';
import { count, runName, simulatedTime } from '@/lib/format';
import { ImportBadge } from './import-badge';
import { StateBadge } from './state-badge';
import { Time } from './time';

interface RunTableProps {
  runs: Run[];
  /** What can be done with a run, at the end of its row. */
  actions?: (run: Run) => ReactNode;
}

/** Runs, a row each. */
export function RunTable({ runs, actions }: RunTableProps) {
  return (
    <div className="table-scroll" tabIndex={0}>
      <table className="runs">
        <thead>
          <tr>
            <th>State</th>
            <th>Program</th>
            <th>Arguments</th>
            <th>Machine</th>
            <th className="number">Cycles</th>
            <th className="number">Simulated</th>
            <th>Submitted</th>
            <th>Run</th>
            {actions && (
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <StateBadge state={run.state} outcome={run.outcome} exitCode={run.exitCode} />
                {run.imported && <ImportBadge imported={run.imported} />}
              </td>
              <td>
                <Link to={`/runs/${run.id}`}>{runName(run)}</Link>
                {run.branch && <span className="hint"> {run.branch}</span>}
                {Object.entries(run.labels).map(([key, value]) => (
                  <span key={key} className="tag">
                    {key}={value}
                  </span>
                ))}
              </td>
              <td className="cell-args">
                <code>{formatArguments(run.args)}</code>
              </td>
              <td>
                {run.machine} {run.mesh.replace('x', '×')}
              </td>
              <td className="number">{cycles(run)}</td>
              <td className="number">
                {run.cycles !== null && run.cycles !== undefined && run.clockMegahertz
                  ? simulatedTime(run.cycles, run.clockMegahertz)
                  : ''}
              </td>
              <td>
                <Time at={run.createdAt} />
              </td>
              <td>
                <code>{run.id}</code>
              </td>
              {actions && <td className="cell-actions">{actions(run)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cycles(run: Run): string {
  if (run.cycles !== null && run.cycles !== undefined) return count(run.cycles);
  return run.state === 'running' ? `${Math.floor(run.progress * 100)} %` : '';
}
