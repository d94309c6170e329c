import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { sessionQuery } from '@/api/session/get-session';
import { closeIncident, statusQuery } from '@/api/status/status';
import type { Incident, ServiceStatus } from '@/api/types';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { count, plural, short } from '@/lib/format';

/** How the service is, and what went wrong. */
export function StatusPage() {
  const status = useQuery(statusQuery);
  return (
    <>
      <PageHead title="Status" lead="What the service found out about itself." />
      {status.isPending && <Loading what="the status" />}
      {status.isLoadingError && <ProblemNote error={status.error} retry={() => void status.refetch()} />}
      {status.isSuccess && <Known status={status.data} />}
    </>
  );
}

function Known({ status }: { status: ServiceStatus }) {
  const session = useQuery(sessionQuery);
  const open = status.incidents.filter(({ closedAt }) => !closedAt);
  const closed = status.incidents.filter(({ closedAt }) => closedAt);
  const administers = session.data?.user.role === 'admin';
  return (
    <>
      <section className="card" aria-label="Audits">
        <h2>Audits</h2>
        <p>
          In the last 30 days {plural(Number(status.audited), 'run')} of users were carried out once more by chance;{' '}
          {count(status.different)} of them had another digest.
          {status.lastAuditedAt && (
            <>
              {' '}
              The latest: <Time at={status.lastAuditedAt} />.
            </>
          )}
        </p>
        <p className="hint">
          Machine model {status.model}. Of all users {plural(Number(status.runsRunning), 'run')} under way, and{' '}
          {count(status.runsQueued)} waiting.
        </p>
      </section>
      <section className="card" aria-label="Incidents">
        <h2>Incidents</h2>
        {open.length === 0 && <p>None is open.</p>}
        {open.map((incident) => (
          <article key={incident.id} className="note">
            <About incident={incident} />
            {administers && <CloseForm incident={incident} />}
          </article>
        ))}
        {closed.map((incident) => (
          <article key={incident.id}>
            <About incident={incident} />
            <p>
              Closed {incident.closedAt && <Time at={incident.closedAt} />}: {incident.note}
            </p>
          </article>
        ))}
      </section>
    </>
  );
}

function About({ incident }: { incident: Incident }) {
  return (
    <p>
      <Time at={incident.openedAt} />: a run of machine version <code>{incident.machineVersion}</code> had another digest
      when it was carried out once more.
      {incident.run && (
        <>
          {' '}
          It is <Link to={`/runs/${incident.run}`}>{incident.run}</Link>
          {incident.recorded && incident.found && (
            <>
              : <code title={incident.recorded}>{short(incident.recorded)}</code> was recorded, and{' '}
              <code title={incident.found}>{short(incident.found)}</code> found
            </>
          )}
          .
        </>
      )}
    </p>
  );
}

function CloseForm({ incident }: { incident: Incident }) {
  const queryClient = useQueryClient();
  const [note, setNote] = useState('');
  const close = useMutation({
    mutationFn: () => closeIncident(incident.id, note.trim()),
    onSuccess: () => {
      toastDone('The incident is closed.');
      return queryClient.invalidateQueries({ queryKey: statusQuery.queryKey });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        close.mutate();
      }}
    >
      <label>
        Why it is closed; every user reads it{' '}
        <input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
      </label>{' '}
      <button type="submit" className="small" disabled={note.trim() === '' || close.isPending}>
        Close the incident
      </button>
      {close.isError && <ProblemNote error={close.error} />}
    </form>
  );
}
