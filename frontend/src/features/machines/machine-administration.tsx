import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { changeMachine, makeMachine, removeMachine, taggedMachineQuery } from '@/api/machines/administer-machine';
import { machinesQuery } from '@/api/machines/list-machines';
import { presetsQuery } from '@/api/machines/list-presets';
import type { ApiProblem } from '@/api/problem';
import type { Machine } from '@/api/types';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';
import { focusContent } from '@/lib/focus-content';
import { plural } from '@/lib/format';
import { shape } from '@/lib/rectangle';

interface Mesh {
  columns: number;
  rows: number;
}

/** Makes a machine of a preset. */
export function MakeMachineForm() {
  const presets = useQuery(presetsQuery);
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [preset, setPreset] = useState('');
  const [mesh, setMesh] = useState<Mesh>({ columns: 8, rows: 8 });
  const make = useMutation({
    mutationFn: makeMachine,
    meta: { inline: true },
    onSuccess: (made) => {
      toastDone(`Machine ${made.name} is there: ${shape(made)} of ${made.preset}.`);
      setName('');
      return queryClient.invalidateQueries({ queryKey: machinesQuery.queryKey });
    },
  });
  const known = presets.data?.items ?? [];
  const chosen = known.find((each) => each.name === preset);
  return (
    <RequestForm
      className="card side"
      request={make}
      onSubmit={() => make.mutate({ name, preset, ...mesh })}
      submit="Make the machine"
    >
      {(problem) => (
        <>
          <h2>New machine</h2>
          <Field
            label="Name"
            hint="1 to 40 of a–z, 0–9 and dash; a letter or digit first. It cannot be changed later."
            error={problem?.at('/name')}
          >
            {(control) => <IdentifierInput {...control} value={name} onChange={setName} />}
          </Field>
          <Field
            label="Preset"
            hint={chosen?.title ?? 'Where its figures come from. It cannot be changed later.'}
            error={problem?.at('/preset')}
          >
            {(control) => (
              <select {...control} value={preset} onChange={(event) => setPreset(event.target.value)} required>
                <option value="" disabled>
                  {presets.isPending ? 'Loading…' : 'Choose'}
                </option>
                {known.map((each) => (
                  <option key={each.name} value={each.name}>
                    {each.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {presets.isError && <ProblemNote error={presets.error} retry={() => void presets.refetch()} />}
          <MeshFields mesh={mesh} onChange={setMesh} problem={problem} />
        </>
      )}
    </RequestForm>
  );
}

interface MeshFieldsProps {
  mesh: Mesh;
  onChange: (mesh: Mesh) => void;
  problem: ApiProblem | null;
}

function MeshFields({ mesh, onChange, problem }: MeshFieldsProps) {
  return (
    <>
      <div className="fields fields-narrow">
        {(['columns', 'rows'] as const).map((side) => (
          <Field key={side} label={side === 'columns' ? 'Columns' : 'Rows'} error={problem?.at(`/${side}`)}>
            {(control) => (
              <input
                {...control}
                type="number"
                min={1}
                max={1024}
                required
                value={mesh[side] === 0 ? '' : mesh[side]}
                onChange={(event) => onChange({ ...mesh, [side]: Math.trunc(Number(event.target.value)) })}
              />
            )}
          </Field>
        ))}
      </div>
      <p className="hint">{plural(mesh.columns * mesh.rows, 'node')}; a machine has at most 1,024.</p>
    </>
  );
}

/** What an administrator can do with a machine. */
export function MachineActions({ machine: { name } }: { machine: Machine }) {
  const [doing, setDoing] = useState<'change' | 'remove' | null>(null);
  const leave = () => setDoing(null);
  return (
    <>
      <button type="button" aria-label={`Change ${name}`} onClick={() => setDoing('change')}>
        Change
      </button>
      <button type="button" className="danger" aria-label={`Delete ${name}`} onClick={() => setDoing('remove')}>
        Delete
      </button>
      <Dialog title={`Change the mesh of ${name}`} open={doing === 'change'} onClose={leave}>
        <Tagged name={name}>{(seen) => <ChangeForm {...seen} onLeave={leave} />}</Tagged>
      </Dialog>
      <Dialog title={`Delete machine ${name}?`} open={doing === 'remove'} onClose={leave}>
        <Tagged name={name}>{(seen) => <RemovalForm {...seen} onLeave={leave} />}</Tagged>
      </Dialog>
    </>
  );
}

interface Seen {
  machine: Machine;
  tag: string;
}

/** The machine as it is when the dialog is opened: a change of it by somebody else since is noticed. */
function Tagged({ name, children }: { name: string; children: (seen: Seen) => ReactNode }) {
  const machine = useQuery(taggedMachineQuery(name));
  if (machine.isPending) return <Loading what="the machine" />;
  if (machine.isError) return <ProblemNote error={machine.error} retry={() => void machine.refetch()} />;
  return children({ machine: machine.data.value, tag: machine.data.tag });
}

type FormProps = Seen & { onLeave: () => void };

function ChangeForm({ machine, tag, onLeave }: FormProps) {
  const queryClient = useQueryClient();
  const [mesh, setMesh] = useState<Mesh>({ columns: machine.columns, rows: machine.rows });
  const change = useMutation({
    mutationFn: () => changeMachine(machine.name, tag, mesh),
    meta: { inline: true },
    onSuccess: (changed) => {
      onLeave();
      toastDone(`Machine ${changed.name} is ${shape(changed)} now.`);
      return queryClient.invalidateQueries({ queryKey: machinesQuery.queryKey });
    },
  });
  return (
    <RequestForm
      className="dialog-form"
      request={change}
      onSubmit={() => change.mutate()}
      submit="Change the mesh"
      buttons={(submit) => (
        <div className="actions">
          <button type="button" onClick={onLeave}>
            Keep
          </button>
          {submit}
        </div>
      )}
    >
      {(problem) => (
        <>
          <p>
            It is {shape(machine)} of {machine.preset}. What is leased or waits must still fit.
          </p>
          <MeshFields mesh={mesh} onChange={setMesh} problem={problem} />
        </>
      )}
    </RequestForm>
  );
}

function RemovalForm({ machine, tag, onLeave }: FormProps) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeMachine(machine.name, tag),
    meta: { inline: true },
    onSuccess: () => {
      onLeave();
      toastDone(`Machine ${machine.name} is deleted.`);
      focusContent();
      return queryClient.invalidateQueries({ queryKey: machinesQuery.queryKey });
    },
  });
  return (
    <>
      <p>Nobody can lease or run on it any more. The results of its runs stay.</p>
      {remove.isError && <ProblemNote error={remove.error} />}
      <div className="actions">
        <button type="button" onClick={onLeave}>
          Keep
        </button>
        <button type="button" className="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Delete the machine
        </button>
      </div>
    </>
  );
}
