import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { runQuery } from '@/api/runs/get-run';
import { submitRunSet } from '@/api/run-sets/run-sets';
import { submitRun } from '@/api/runs/submit-run';
import type { ApiProblem } from '@/api/problem';
import type { Bundle, Machine, Partition } from '@/api/types';
import { DiskFields } from '@/components/disk-fields';
import { Field } from '@/components/field';
import { InputFields } from '@/components/input-fields';
import { OperatingSystemFields } from '@/components/operating-system-fields';
import { RequestForm } from '@/components/request-form';
import { parseArguments } from '@/lib/arguments';
import { count, plural } from '@/lib/format';
import { uniqueKey } from '@/lib/unique-key';
import { AxisFields } from './axis-fields';
import { OverrideFields } from './override-fields';
import { PlaceFields } from './place-fields';
import { ProjectLine } from './project-line';
import { axesOf, LIMITS, sizeOf, submissionOf, type LimitName, type SubmissionDraft } from './submission-draft';

interface SubmitFormProps {
  bundle: Bundle;
  machines: Machine[];
  partitions: Partition[];
  initial: SubmissionDraft;
}

const LIMIT_LABELS: Record<LimitName, string> = {
  cycles: 'Cycles',
  instructions: 'Instructions of a node',
  consoleBytes: 'Console bytes',
  memoryBytes: 'Memory of a node, bytes',
};

export function SubmitForm({ bundle, machines, partitions, initial }: SubmitFormProps) {
  const [draft, setDraft] = useState(initial);
  const [key, setKey] = useState(uniqueKey);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const axes = axesOf(draft);
  const submit = useMutation({
    mutationFn: async () => {
      const run = submissionOf(bundle.digest, draft);
      if (axes === null) return { run: await submitRun(run, key), set: null };
      return { run: null, set: await submitRunSet({ run, axes }, key) };
    },
    meta: { inline: true },
    onSuccess: async ({ run, set }) => {
      void queryClient.invalidateQueries({ queryKey: ['run-sets', 'list'] });
      if (set !== null) {
        void queryClient.invalidateQueries({ queryKey: ['runs', 'list'] });
        await navigate(`/run-sets/${set.id}`);
        return;
      }
      queryClient.setQueryData(runQuery(run.id).queryKey, run);
      void queryClient.invalidateQueries({ queryKey: ['runs', 'list'] });
      await navigate(`/runs/${run.id}`);
    },
  });
  const change = (changes: Partial<SubmissionDraft>) => {
    setDraft((old) => ({ ...old, ...changes }));
    setKey(uniqueKey()); // Another submission, no longer a repetition of the last one.
    if (submit.isError) submit.reset();
  };
  const machine = machines.find(({ name }) => name === machineOf(draft, partitions));
  return (
    <RequestForm
      className="submit-form"
      request={submit}
      onSubmit={() => submit.mutate()}
      submit={submit.isPending ? 'Submitting …' : axes === null ? 'Submit' : `Submit ${plural(sizeOf(axes), 'run')}`}
      buttons={(button) => <div className="actions">{button}</div>}
    >
      {(problem) => fields(axes === null ? problem : (problem?.within('/run') ?? null))}
    </RequestForm>
  );

  function fields(problem: ApiProblem | null) {
    return (
      <>
        {draft.project !== '' && (
          <ProjectLine project={draft.project} problem={problem} onLeave={() => change({ project: '' })} />
        )}
        <fieldset className="card">
          <legend>What</legend>
          <Field label="Program" error={problem?.at('/program')}>
            {(control) => (
              <select {...control} value={draft.program} onChange={(event) => change({ program: event.target.value })}>
                {bundle.programs.map((program) => (
                  <option key={program}>{program}</option>
                ))}
              </select>
            )}
          </Field>
          <Field
            label="Arguments"
            className="grow"
            hint={`${plural(parseArguments(draft.args).length, 'argument')}; quote one that has blanks.`}
            error={problem?.at('/args')}
          >
            {(control) => (
              <input
                {...control}
                className="mono"
                value={draft.args}
                onChange={(event) => change({ args: event.target.value })}
                spellCheck={false}
              />
            )}
          </Field>
        </fieldset>
        <PlaceFields draft={draft} machines={machines} partitions={partitions} problem={problem} onChange={change} />
        <fieldset className="card">
          <legend>How</legend>
          <Field
            label="Fidelity"
            hint={FIDELITY_HINTS[draft.fidelity]}
            error={problem?.at('/fidelity')}
          >
            {(control) => (
              <select
                {...control}
                value={draft.fidelity}
                onChange={(event) => change({ fidelity: event.target.value as SubmissionDraft['fidelity'] })}
              >
                <option value="timing">timing</option>
                <option value="functional">functional</option>
                <option value="relaxed">relaxed</option>
              </select>
            )}
          </Field>
          {draft.fidelity === 'relaxed' && (
            <Field label="Window, cycles">
              {(control) => (
                <input
                  {...control}
                  type="number"
                  min={1}
                  required
                  value={draft.relaxedCycles}
                  onChange={(event) => change({ relaxedCycles: event.target.value })}
                />
              )}
            </Field>
          )}
          <Field label="Seed" hint="The same seed gives the same run, to the cycle." error={problem?.at('/seed')}>
            {(control) => (
              <input
                {...control}
                type="number"
                step={1}
                min="-9223372036854775808"
                max="9223372036854775807"
                placeholder="0"
                value={draft.seed}
                onChange={(event) => change({ seed: event.target.value })}
              />
            )}
          </Field>
          <label className="choice-line">
            <input
              type="checkbox"
              checked={draft.traced}
              onChange={(event) => change({ traced: event.target.checked })}
            />{' '}
            Keep a trace
          </label>
          <label className="choice-line">
            <input
              type="checkbox"
              checked={draft.fresh}
              onChange={(event) => change({ fresh: event.target.checked })}
            />{' '}
            Carry it out, even if an earlier run of yours is the same
          </label>
        </fieldset>
        <InputFields draft={draft} problem={problem} onChange={change} />
        <details className="card" open={draft.labels !== '' || Boolean(problem?.at('/labels'))}>
          <summary>Labels</summary>
          <Field
            label="One on a line, as in night=yes"
            hint="The run is found by them; nothing of it depends on them."
            error={problem?.at('/labels')}
          >
            {(control) => (
              <textarea
                {...control}
                rows={3}
                spellCheck={false}
                value={draft.labels}
                onChange={(event) => change({ labels: event.target.value })}
              />
            )}
          </Field>
        </details>
        <DiskFields draft={draft} problem={problem} onChange={change} />
        <OperatingSystemFields draft={draft} usual={bundle.libos} problem={problem} onChange={change} />
        <details className="card" open={LIMITS.some((name) => draft.limits[name] !== '') || Boolean(problem?.at('/limits'))}>
          <summary>Limits</summary>
          <p className="hint">In simulated terms, so a verdict never depends on how fast this computer is.</p>
          <div className="fields">
            {LIMITS.map((name) => (
              <Field key={name} label={LIMIT_LABELS[name]} error={problem?.at(`/limits/${name}`)}>
                {(control) => (
                  <input
                    {...control}
                    type="number"
                    min={name === 'consoleBytes' ? 0 : 1}
                    placeholder={manifestLimit(bundle, name)}
                    value={draft.limits[name]}
                    onChange={(event) => change({ limits: { ...draft.limits, [name]: event.target.value } })}
                  />
                )}
              </Field>
            ))}
          </div>
        </details>
        <OverrideFields
          figures={machine?.figures ?? []}
          overrides={draft.overrides}
          problem={problem}
          onChange={(overrides) => change({ overrides })}
        />
        <AxisFields
          axes={draft.axes}
          machines={machines}
          figures={machine?.figures ?? []}
          problem={problem}
          onChange={(changes) => change({ axes: { ...draft.axes, ...changes } })}
        />
      </>
    );
  }
}

const FIDELITY_HINTS: Record<SubmissionDraft['fidelity'], string> = {
  timing: 'Exact: caches, coherence, network and contention.',
  functional: 'One cycle an instruction; no caches, no contention.',
  relaxed: 'Nodes run ahead of one another by that many cycles: faster, less exact.',
};

function machineOf(draft: SubmissionDraft, partitions: Partition[]): string {
  if (draft.place === 'mesh') return draft.machine;
  return partitions.find(({ id }) => id === draft.partition)?.machine ?? draft.machine;
}

function manifestLimit(bundle: Bundle, name: LimitName): string {
  const limit = bundle.run.limits[name];
  return limit === null || limit === undefined ? 'default' : count(limit);
}
