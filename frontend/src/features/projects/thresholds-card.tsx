import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createThreshold, deleteThreshold, thresholdsQuery } from '@/api/benchmarks/thresholds';
import type { Project, ProjectThreshold } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';

/** How far figures may move. */
export function ThresholdsCard({ project }: { project: Project }) {
  const thresholds = useQuery(thresholdsQuery(project.id));
  const items = thresholds.data?.items ?? [];
  return (
    <section className="card" aria-label="Thresholds" id="thresholds">
      <h2>Thresholds</h2>
      <p className="hint">
        How far a measure may move, as a whole number or as a share like 1%; a direction without one is free. The
        manifest’s come first: they are what a review sees. One of the project’s counts where the manifest of the base
        has none for that measure. <code>cycles</code> and <code>instructions</code> without any may not increase.
      </p>
      {thresholds.isPending && <Loading what="the thresholds" />}
      {thresholds.isLoadingError && <ProblemNote error={thresholds.error} retry={() => void thresholds.refetch()} />}
      {items.length > 0 && (
        <div className="table-scroll" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Benchmark</th>
                <th scope="col">Measure</th>
                <th scope="col" className="number">
                  Increase
                </th>
                <th scope="col" className="number">
                  Decrease
                </th>
                <th scope="col">From</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((threshold) => (
                <ThresholdRow key={threshold.id ?? `${threshold.benchmark} ${threshold.measure}`} project={project} threshold={threshold} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {project.role === 'owner' && <AddThresholdForm project={project.id} />}
    </section>
  );
}

function ThresholdRow({ project, threshold }: { project: Project; threshold: ProjectThreshold }) {
  const queryClient = useQueryClient();
  const { id, benchmark, measure, increase, decrease, source } = threshold;
  const remove = useMutation({
    mutationFn: (own: string) => deleteThreshold(project.id, own),
    onSuccess: () => {
      toastDone('The threshold is deleted.');
      return queryClient.invalidateQueries({ queryKey: thresholdsQuery(project.id).queryKey });
    },
  });
  return (
    <tr>
      <th scope="row">
        <code>{benchmark}</code>
      </th>
      <td>
        <code>{measure}</code>
      </td>
      <td className="number">{increase ?? 'free'}</td>
      <td className="number">{decrease ?? 'free'}</td>
      <td>{source === 'project' ? 'project' : 'manifest'}</td>
      <td className="cell-actions">
        {id !== null && project.role === 'owner' && (
          <ConfirmButton
            question={`Delete the threshold of ${measure}?`}
            consequence="From the next comparison on it no longer counts."
            confirm="Delete"
            label={`Delete the threshold of ${benchmark}, ${measure}`}
            disabled={remove.isPending}
            onConfirm={() => remove.mutate(id)}
          >
            Delete
          </ConfirmButton>
        )}
      </td>
    </tr>
  );
}

function AddThresholdForm({ project }: { project: string }) {
  const queryClient = useQueryClient();
  const [benchmark, setBenchmark] = useState('*');
  const [measure, setMeasure] = useState('');
  const [increase, setIncrease] = useState('0');
  const [decrease, setDecrease] = useState('');
  const add = useMutation({
    mutationFn: () =>
      createThreshold(project, {
        benchmark,
        measure,
        ...(increase.trim() !== '' && { increase: increase.trim() }),
        ...(decrease.trim() !== '' && { decrease: decrease.trim() }),
      }),
    meta: { inline: true },
    onSuccess: () => {
      toastDone('The threshold counts from the next comparison on.');
      setMeasure('');
      return queryClient.invalidateQueries({ queryKey: thresholdsQuery(project).queryKey });
    },
  });
  return (
    <RequestForm className="row-form" request={add} onSubmit={() => add.mutate()} submit="Add a threshold">
      {(problem) => (
        <>
          <Field label="Benchmark" error={problem?.at('/benchmark')}>
            {(control) => <IdentifierInput {...control} className="mono" value={benchmark} onChange={setBenchmark} />}
          </Field>
          <Field label="Measure" error={problem?.at('/measure')}>
            {(control) => (
              <IdentifierInput
                {...control}
                className="mono"
                value={measure}
                onChange={setMeasure}
                placeholder="name or phase_*"
              />
            )}
          </Field>
          <Field label="Increase" error={problem?.at('/increase')}>
            {(control) => (
              <input
                {...control}
                className="mono"
                value={increase}
                placeholder="free"
                onChange={(event) => setIncrease(event.target.value)}
              />
            )}
          </Field>
          <Field label="Decrease" error={problem?.at('/decrease')}>
            {(control) => (
              <input
                {...control}
                className="mono"
                value={decrease}
                placeholder="free"
                onChange={(event) => setDecrease(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
    </RequestForm>
  );
}
