import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { partitionsQuery } from '@/api/partitions/list-partitions';
import { leasePartition } from '@/api/partitions/lease-partition';
import { Field } from '@/components/field';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';
import { obstacle, shape, type Rectangle } from '@/lib/rectangle';

interface LeaseFormProps {
  machine: { name: string; columns: number; rows: number };
  taken: readonly Rectangle[];
  selection: Rectangle | null;
  onSelect: (selection: Rectangle | null) => void;
}

const START: Rectangle = { column: 0, row: 0, columns: 2, rows: 1 };
const SIDES = [
  ['columns', 'Columns', 1],
  ['rows', 'Rows', 1],
  ['column', 'First column', 0],
  ['row', 'First row', 0],
] as const;

/** Leases the rectangle chosen on the map, or typed here. */
export function LeaseForm({ machine, taken, selection, onSelect }: LeaseFormProps) {
  const queryClient = useQueryClient();
  const [minutes, setMinutes] = useState('60');
  const [from, setFrom] = useState('');
  const [waits, setWaits] = useState(false);
  const [shared, setShared] = useState(false);
  const [users, setUsers] = useState('');
  const lease = useMutation({
    mutationFn: leasePartition,
    meta: { inline: true },
    onSuccess: (partition) => {
      toastDone(
        partition.state === 'waiting'
          ? `${partition.id} waits for ${shape(partition)} of ${partition.machine}.`
          : `${partition.id} is yours: ${shape(partition)} of ${partition.machine}.`,
      );
      onSelect(null);
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: partitionsQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: ['machines', machine.name] }),
      ]);
    },
  });
  const wanted = selection ?? START;
  // What is leased now may be free by then; the service knows.
  const blocked = selection === null ? null : obstacle(selection, machine, from === '' && !waits ? taken : []);
  const send = () => {
    const { columns, rows, column, row } = wanted;
    const place = selection === null ? {} : { column, row };
    const names = users.split(/[\s,]+/).filter((name) => name !== '');
    const sharing = shared ? { kind: 'shared' as const, users: names } : {};
    const later = from === '' ? {} : { from: new Date(from).toISOString() };
    const waiting = waits ? { wait: true } : {};
    lease.mutate({
      machine: machine.name,
      columns,
      rows,
      ...place,
      minutes: Number(minutes),
      ...later,
      ...waiting,
      ...sharing,
    });
  };
  return (
    <RequestForm
      className="card"
      request={lease}
      onSubmit={send}
      submit={`Lease ${shape(wanted)}`}
      disabled={blocked !== null}
      buttons={(button) => (
        <div className="actions">
          {button}
          {selection !== null && (
            <button type="button" className="quiet" onClick={() => onSelect(null)}>
              Clear
            </button>
          )}
        </div>
      )}
    >
      {(problem) => (
        <>
          <h2>Lease a partition</h2>
          <p className="hint">
            {shared ? 'Shared: for co-runs of yours and of those you name. ' : 'Dedicated: no other job can be felt inside. '}
            Drag on the map or fill in; with nothing chosen, the first free{' '}
            {shape(START)} is taken.
          </p>
          <div className="fields fields-narrow">
            {SIDES.map(([side, label, least]) => (
              <Field key={side} label={label} error={problem?.at(`/${side}`)}>
                {(control) => (
                  <input
                    {...control}
                    type="number"
                    min={least}
                    value={selection === null && least === 0 ? '' : wanted[side]}
                    placeholder="any"
                    onChange={(event) => onSelect({ ...wanted, [side]: Math.trunc(Number(event.target.value)) })}
                  />
                )}
              </Field>
            ))}
            <Field label="Minutes" error={problem?.at('/minutes')}>
              {(control) => (
                <input
                  {...control}
                  type="number"
                  min={1}
                  required
                  value={minutes}
                  onChange={(event) => setMinutes(event.target.value)}
                />
              )}
            </Field>
            <Field label="From" hint="Empty for now." error={problem?.at('/from')}>
              {(control) => (
                <input
                  {...control}
                  type="datetime-local"
                  value={from}
                  onChange={(event) => setFrom(event.target.value)}
                />
              )}
            </Field>
          </div>
          <label className="choice-line">
            <input type="checkbox" checked={waits} onChange={(event) => setWaits(event.target.checked)} /> Wait if it is
            not free
          </label>
          <label className="choice-line">
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} /> Share it, for
            co-runs
          </label>
          {shared && (
            <Field label="With" hint="Names of users, parted by blanks." error={problem?.at('/users')}>
              {(control) => (
                <input
                  {...control}
                  value={users}
                  onChange={(event) => setUsers(event.target.value)}
                  spellCheck={false}
                  autoCapitalize="none"
                />
              )}
            </Field>
          )}
          {blocked !== null && <p className="field-error">{blocked}</p>}
        </>
      )}
    </RequestForm>
  );
}
