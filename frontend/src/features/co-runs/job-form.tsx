import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { isLibraryOs } from '@/api/bundles/bundle-kind';
import { bundlesQuery } from '@/api/bundles/list-bundles';
import { putJob } from '@/api/co-runs/change-co-run';
import { coRunQuery } from '@/api/co-runs/get-co-run';
import type { Bundle, CoRun, NewJob } from '@/api/types';
import { DiskFields } from '@/components/disk-fields';
import { EmptyState } from '@/components/empty-state';
import { Field } from '@/components/field';
import { givenAgain, givenOf, NOTHING_GIVEN, type GivenDraft } from '@/components/given-draft';
import { InputFields } from '@/components/input-fields';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';
import { OperatingSystemFields } from '@/components/operating-system-fields';
import { systemOf, USUAL_SYSTEM, type SystemDraft } from '@/components/system-draft';
import { formatArguments, parseArguments } from '@/lib/arguments';
import { short } from '@/lib/format';
import { parseInteger } from '@/lib/int64';
import { overlap, parseRectangle, shape, writeRectangle, type Rectangle } from '@/lib/rectangle';

const SIDES = [
  ['columns', 'Columns', 1],
  ['rows', 'Rows', 1],
  ['column', 'First column', 0],
  ['row', 'First row', 0],
] as const;

interface JobFormProps {
  coRun: CoRun;
  tag: string;
}

/** One's job of an open co-run: a bundle, and the nodes that it gets. */
export function JobForm({ coRun, tag }: JobFormProps) {
  const bundles = useInfiniteQuery(bundlesQuery);
  if (bundles.isPending) return <Loading what="your bundles" />;
  if (bundles.isLoadingError) return <ProblemNote error={bundles.error} retry={() => void bundles.refetch()} />;
  const items = bundles.data.pages.flatMap((page) => page.items).filter((bundle) => !isLibraryOs(bundle));
  const [first] = items;
  if (first === undefined) {
    return (
      <EmptyState title="You have no bundle yet">
        <p>
          <Link to="/bundles">Upload a bundle</Link>, then come back and add it.
        </p>
      </EmptyState>
    );
  }
  return <ChosenJob coRun={coRun} tag={tag} bundles={items} first={first} />;
}

function ChosenJob({ coRun, tag, bundles, first }: JobFormProps & { bundles: Bundle[]; first: Bundle }) {
  const queryClient = useQueryClient();
  const mine = coRun.members.find((member) => member.me)?.job ?? null;
  const [bundle, setBundle] = useState(bundles.find(({ digest }) => digest === mine?.bundle) ?? first);
  const [args, setArgs] = useState(formatArguments(bundle.run.args));
  const [place, setPlace] = useState<Rectangle>(
    () => (mine === null ? null : parseRectangle(mine.rectangle)) ?? freePlace(coRun, bundle),
  );
  const [startCycle, setStartCycle] = useState(mine === null ? '0' : String(mine.startCycle));
  const [cycles, setCycles] = useState('');
  const [system, setSystem] = useState<SystemDraft>(USUAL_SYSTEM);
  const [given, setGiven] = useState<GivenDraft>(() =>
    mine === null ? NOTHING_GIVEN : givenAgain(mine.inputs ?? [], mine.disk?.source ?? null, mine.disk?.keep ?? false),
  );
  const [traced, setTraced] = useState(false);
  const job: NewJob = {
    bundle: bundle.digest,
    args: parseArguments(args),
    rectangle: writeRectangle(place),
    startCycle: parseInteger(startCycle),
    ...(cycles === '' ? {} : { limits: { cycles: parseInteger(cycles) } }),
    ...systemOf(system),
    ...givenOf(given),
    ...(traced ? { trace: {} } : {}),
  };
  const put = useMutation({
    mutationFn: () => putJob(coRun.id, tag, job),
    meta: { inline: true },
    onSuccess: () => toastDone('Your job stands in the co-run. Confirm it when the others’ suit you.'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: coRunQuery(coRun.id).queryKey }),
  });
  const choose = (digest: string) => {
    const chosen = bundles.find((candidate) => candidate.digest === digest) ?? first;
    setBundle(chosen);
    setArgs(formatArguments(chosen.run.args));
    setPlace(freePlace(coRun, chosen));
  };
  return (
    <RequestForm
      className="card submit-form"
      request={put}
      onSubmit={() => put.mutate()}
      submit={mine === null ? 'Add my job' : 'Change my job'}
      buttons={(button) => <div className="actions">{button}</div>}
    >
      {(problem) => (
        <>
          <h2>My job</h2>
          <p className="hint">
            The others see its program, nodes and cycles. Bundle, arguments, input, disk, console, metrics, trace and
            result stay yours alone.
          </p>
          <div className="fields">
            <Field label="Bundle" error={problem?.at('/bundle')}>
              {(control) => (
                <select {...control} value={bundle.digest} onChange={(event) => choose(event.target.value)}>
                  {bundles.map(({ digest, name, version }) => (
                    <option key={digest} value={digest}>
                      {name} {version} ({short(digest, 8)})
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field label="Arguments" error={problem?.at('/args')}>
              {(control) => (
                <input
                  {...control}
                  className="mono"
                  value={args}
                  onChange={(event) => setArgs(event.target.value)}
                  spellCheck={false}
                />
              )}
            </Field>
            <Field label="Begins at cycle" error={problem?.at('/startCycle')}>
              {(control) => (
                <input
                  {...control}
                  type="number"
                  min={0}
                  required
                  value={startCycle}
                  onChange={(event) => setStartCycle(event.target.value)}
                />
              )}
            </Field>
            <Field label="Limit of cycles" error={problem?.at('/limits/cycles')}>
              {(control) => (
                <input
                  {...control}
                  type="number"
                  min={1}
                  placeholder="the manifest’s"
                  value={cycles}
                  onChange={(event) => setCycles(event.target.value)}
                />
              )}
            </Field>
          </div>
          <div className="fields fields-narrow">
            {SIDES.map(([side, label, least]) => (
              <Field key={side} label={label}>
                {(control) => (
                  <input
                    {...control}
                    type="number"
                    min={least}
                    required
                    value={place[side]}
                    onChange={(event) => setPlace({ ...place, [side]: Math.trunc(Number(event.target.value)) })}
                  />
                )}
              </Field>
            ))}
          </div>
          <InputFields
            draft={given}
            problem={problem}
            onChange={(changes) => setGiven((before) => ({ ...before, ...changes }))}
          />
          <DiskFields
            draft={given}
            problem={problem}
            onChange={(changes) => setGiven((before) => ({ ...before, ...changes }))}
          />
          <OperatingSystemFields
            draft={system}
            usual={bundle.libos}
            problem={problem}
            onChange={(changes) => setSystem({ ...system, ...changes })}
          />
          <label className="choice-line">
            <input type="checkbox" checked={traced} onChange={(event) => setTraced(event.target.checked)} /> Keep a trace
            of my job
          </label>
          <p className="hint">
            {shape(place)} of the partition’s {coRun.mesh.replace('x', '×')}.
          </p>
        </>
      )}
    </RequestForm>
  );
}

/** The first place for the manifest's mesh, as far as the partition has it, where nobody is; else the upper left corner. */
function freePlace(coRun: CoRun, bundle: Bundle): Rectangle {
  const [wide = 1, high = 1] = bundle.run.mesh.split('x').map(Number);
  const [width = 1, height = 1] = coRun.mesh.split('x').map(Number);
  const columns = Math.min(wide, width);
  const rows = Math.min(high, height);
  const others = coRun.members.flatMap(({ me, job }) => {
    const taken = me || job === null ? null : parseRectangle(job.rectangle);
    return taken === null ? [] : [taken];
  });
  for (let row = 0; row + rows <= height; row += 1) {
    for (let column = 0; column + columns <= width; column += 1) {
      const place = { columns, rows, column, row };
      if (!others.some((other) => overlap(other, place))) return place;
    }
  }
  return { columns, rows, column: 0, row: 0 };
}
