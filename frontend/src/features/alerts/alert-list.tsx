import { Link } from 'react-router';
import type { Alert, Project } from '@/api/types';
import { Commit } from '@/components/commit';
import { CompareButton } from '@/components/compare-button';
import { Difference } from '@/components/difference';
import { Time } from '@/components/time';
import { mayWrite } from '@/components/use-project';
import { count } from '@/lib/format';
import { AlertActions } from './alert-actions';
import { AlertBadge } from './alert-badge';

/** Alerts, each with what it is about, how it stands and what can be done. */
export function AlertList({ project, alerts }: { project: Project; alerts: Alert[] }) {
  return (
    <ul className="alerts" aria-label="Alerts">
      {alerts.map((alert) => (
        <li key={alert.id} className="card alert">
          <div className="alert-head">
            <AlertBadge state={alert.state} />
            <Link to={historyOf(project.id, alert)}>
              {alert.benchmark}
              {alert.measure !== null && ` · ${alert.measure}`}
            </Link>
            {mayWrite(project) && <AlertActions project={project.id} alert={alert} />}
          </div>
          <Figures alert={alert} />
          <p>
            <Commit commit={alert.commit} subject={alert.subject} /> on {alert.branch},{' '}
            <Time at={alert.createdAt} />
            {alert.comparison !== null && (
              <>
                {' '}
                · <Link to={`/projects/${project.id}/comparisons/${alert.comparison}`}>why</Link>
              </>
            )}
            {alert.comparison === null && alert.baseMeasurement !== null && mayWrite(project) && (
              <>
                {' '}
                <CompareButton
                  project={project.id}
                  base={alert.baseMeasurement}
                  head={alert.measurement}
                  label={`Compare ${alert.benchmark} with the commit before`}
                />
              </>
            )}
          </p>
          <Standing alert={alert} />
        </li>
      ))}
    </ul>
  );
}

function Figures({ alert }: { alert: Alert }) {
  const { base, head, difference, unit } = alert;
  if (base === null || head === null || difference === null) return <p>{alert.sentence}.</p>;
  return (
    <p className="figure">
      {count(base)} → {count(head)} {unit}, <Difference value={difference} base={base} />
    </p>
  );
}

/** Who has said what of it. */
function Standing({ alert }: { alert: Alert }) {
  const { acknowledgedAt, acknowledgedBy, resolvedAt, resolvedBy, reason } = alert;
  if (acknowledgedAt === null && resolvedAt === null) return null;
  return (
    <p className="alert-standing">
      {acknowledgedAt !== null && (
        <>
          Acknowledged by {acknowledgedBy} <Time at={acknowledgedAt} />
        </>
      )}
      {acknowledgedAt !== null && resolvedAt !== null && '; '}
      {resolvedAt !== null && (
        <>
          {acknowledgedAt === null ? 'Resolved' : 'resolved'} by {resolvedBy} <Time at={resolvedAt} />
        </>
      )}
      {reason !== null && reason !== '' && <>: “{reason}”</>}
    </p>
  );
}

function historyOf(project: string, { benchmark, branch, measure }: Alert): string {
  const series = new URLSearchParams({ branch, ...(measure !== null && { measure }) });
  return `/projects/${project}/benchmarks/${encodeURIComponent(benchmark)}?${series}`;
}
