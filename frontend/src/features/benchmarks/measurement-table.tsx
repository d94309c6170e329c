import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { cancelMeasurement, deleteMeasurement } from '@/api/measurements/change-measurement';
import { measurementsQuery } from '@/api/measurements/list-measurements';
import { isOver } from '@/api/runs/lifecycle';
import type { Measurement, Project } from '@/api/types';
import { Commit } from '@/components/commit';
import { ConfirmButton } from '@/components/confirm-button';
import { LoadMore } from '@/components/load-more';
import { ProblemNote } from '@/components/problem-note';
import { StateBadge } from '@/components/state-badge';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { mayWrite } from '@/components/use-project';
import { sentence, short } from '@/lib/format';

/** What was measured last, what is being measured, and what could not be. */
export function MeasurementTable({ project }: { project: Project }) {
  const list = useInfiniteQuery(measurementsQuery(project.id));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isLoadingError) return <ProblemNote error={list.error} retry={() => void list.refetch()} />;
  if (items.length === 0) return null;
  return (
    <section>
      <div className="section-head">
        <h2>Last measurements</h2>
      </div>
      <div className="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Commit</th>
              <th scope="col">Branch</th>
              <th scope="col">Bundle</th>
              <th scope="col">By</th>
              <th scope="col">Asked for</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((measurement) => (
              <tr key={measurement.id}>
                <td className="cell-state">
                  <State measurement={measurement} />
                </td>
                <td>
                  <Commit commit={measurement.commit} subject={measurement.subject} />
                </td>
                <td>
                  {measurement.branch}
                  {measurement.pullRequest !== null && <span className="hint"> #{measurement.pullRequest}</span>}
                </td>
                <td>
                  {measurement.bundleName} <code title={measurement.bundle}>{short(measurement.bundle, 8)}</code>
                  {measurement.libos !== null && (
                    <span className="hint" title={measurement.libos.digest}>
                      {' '}
                      on {measurement.libos.name}@{measurement.libos.version}
                    </span>
                  )}
                </td>
                <td>{measurement.createdBy}</td>
                <td>
                  <Time at={measurement.createdAt} />
                </td>
                <td className="cell-actions">
                  {!isOver(measurement.state) && mayWrite(project) && (
                    <CancelButton project={project.id} measurement={measurement} />
                  )}
                  {isOver(measurement.state) && project.role === 'owner' && (
                    <DeleteButton project={project.id} measurement={measurement} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <LoadMore list={list} />
    </section>
  );
}

function State({ measurement }: { measurement: Measurement }) {
  const { state, succeeded, progress, failure, from, waitingFor } = measurement;
  return (
    <>
      {state === 'finished' ? (
        <span className={`badge badge-${succeeded === false ? 'bad' : 'good'}`}>
          <span className="dot" aria-hidden="true" />
          {succeeded === false ? 'a program failed' : 'measured'}
        </span>
      ) : (
        <StateBadge state={state} />
      )}
      {state === 'running' && progress !== null && (
        <span className="hint">
          {' '}
          {progress.benchmark ?? 'beginning'}, {progress.done} of {progress.of}
        </span>
      )}
      {waitingFor !== null && <span className="hint cell-why">Waits for {waitingFor}.</span>}
      {from !== null && <span className="hint"> the same bundle as before</span>}
      {failure !== null && <span className="hint cell-why">{sentence(failure)}</span>}
    </>
  );
}

function CancelButton({ project, measurement }: { project: string; measurement: Measurement }) {
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelMeasurement(project, measurement.id),
    onSuccess: () => {
      toastDone('The measurement is told to stop.');
      return queryClient.invalidateQueries({ queryKey: measurementsQuery(project).queryKey });
    },
  });
  return (
    <ConfirmButton
      question="Cancel this measurement?"
      consequence="Its figures are not kept. A pipeline that waits for it ends without a comparison."
      confirm="Cancel the measurement"
      label={`Cancel the measurement of ${short(measurement.commit, 10)}`}
      disabled={cancel.isPending}
      onConfirm={() => cancel.mutate()}
    >
      Cancel
    </ConfirmButton>
  );
}

function DeleteButton({ project, measurement }: { project: string; measurement: Measurement }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteMeasurement(project, measurement.id),
    onSuccess: () => {
      toastDone('The measurement is deleted.');
      // Histories, comparisons and alerts were made of it.
      return queryClient.invalidateQueries({ queryKey: ['projects', project] });
    },
  });
  return (
    <ConfirmButton
      question="Delete this measurement?"
      consequence="Its figures go from the history, and with them the comparisons that it is part of."
      confirm="Delete the measurement"
      label={`Delete the measurement of ${short(measurement.commit, 10)}`}
      disabled={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      Delete
    </ConfirmButton>
  );
}
