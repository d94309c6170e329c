import { Link } from 'react-router';
import type { ApiProblem } from '@/api/problem';
import type { Machine, Partition } from '@/api/types';
import { Field } from '@/components/field';
import { shape } from '@/lib/rectangle';
import type { SubmissionDraft } from './submission-draft';

interface PlaceFieldsProps {
  draft: SubmissionDraft;
  machines: Machine[];
  partitions: Partition[];
  problem: ApiProblem | null;
  onChange: (changes: Partial<SubmissionDraft>) => void;
}

/** Where to run: on a partition of one's own, or on nodes that are leased for this run alone. */
export function PlaceFields({ draft, machines, partitions, problem, onChange }: PlaceFieldsProps) {
  return (
    <fieldset className="card">
      <legend>Where</legend>
      <div className="choices" role="radiogroup" aria-label="Where">
        <label>
          <input type="radio" checked={draft.place === 'mesh'} onChange={() => onChange({ place: 'mesh' })} /> on nodes
          leased for this run
        </label>
        <label>
          <input
            type="radio"
            checked={draft.place === 'partition'}
            disabled={partitions.length === 0}
            onChange={() =>
              onChange({ place: 'partition', partition: draft.partition || (partitions[0]?.id ?? '') })
            }
          />{' '}
          on a partition of mine
          {partitions.length === 0 && (
            <span className="hint">
              {' '}
              (you have none; <Link to="/machines">lease one</Link>)
            </span>
          )}
        </label>
      </div>
      {draft.place === 'mesh' ? (
        <MeshFields draft={draft} machines={machines} problem={problem} onChange={onChange} />
      ) : (
        <Field label="Partition" error={problem?.at('/partition')}>
          {(control) => (
            <select
              {...control}
              value={draft.partition}
              onChange={(event) => onChange({ partition: event.target.value })}
            >
              {partitions.map((lease) => (
                <option key={lease.id} value={lease.id}>
                  {shape(lease)} of {lease.machine} at ({lease.column}, {lease.row}) – {lease.id}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label="Nodes" error={problem?.at('/nodes')}>
        {(control) => (
          <input
            {...control}
            className="narrow"
            type="number"
            min={1}
            placeholder="all"
            value={draft.nodes}
            onChange={(event) => onChange({ nodes: event.target.value })}
          />
        )}
      </Field>
    </fieldset>
  );
}

function MeshFields({ draft, machines, problem, onChange }: Omit<PlaceFieldsProps, 'partitions'>) {
  const machine = machines.find(({ name }) => name === draft.machine);
  return (
    <>
      <Field label="Machine" hint={machine?.title} error={problem?.at('/machine')}>
        {(control) => (
          <select {...control} value={draft.machine} onChange={(event) => onChange({ machine: event.target.value })}>
            {machine === undefined && <option>{draft.machine}</option>}
            {machines.map(({ name, columns, rows }) => (
              <option key={name} value={name}>
                {name} ({shape({ columns, rows })})
              </option>
            ))}
          </select>
        )}
      </Field>
      {(['columns', 'rows'] as const).map((side) => (
        <Field
          key={side}
          label={side === 'columns' ? 'Columns' : 'Rows'}
          error={side === 'columns' ? problem?.at('/mesh') : null}
        >
          {(control) => (
            <input
              {...control}
              className="narrow"
              type="number"
              min={1}
              required
              value={draft[side]}
              onChange={(event) => onChange({ [side]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </>
  );
}
