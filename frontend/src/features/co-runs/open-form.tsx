import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { openCoRun } from '@/api/co-runs/change-co-run';
import type { NewCoRun, Partition } from '@/api/types';
import { Field } from '@/components/field';
import { RequestForm } from '@/components/request-form';
import { shape } from '@/lib/rectangle';
import { uniqueKey } from '@/lib/unique-key';

const MODES = {
  rectangles: 'Each job has nodes of its own: no neighbour changes its result or its cycles.',
  turns: 'Jobs in one rectangle have its nodes in turns: results stay, cycles depend on the neighbours.',
};

/** Opens a co-run on a shared partition. */
export function OpenForm({ partitions }: { partitions: Partition[] }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [partition, setPartition] = useState(parameters.get('partition') ?? partitions[0]?.id ?? '');
  const [mode, setMode] = useState<keyof typeof MODES>('rectangles');
  const [quantum, setQuantum] = useState('500000');
  const [skew, setSkew] = useState('0');
  const [minutes, setMinutes] = useState('60');
  const [key] = useState(uniqueKey);
  const turns = mode === 'turns' ? { quantum: Number(quantum), skew: Number(skew) } : {};
  const wanted = { partition, mode, ...turns, minutes: Number(minutes) } as NewCoRun;
  const open = useMutation({
    // What is asked for is part of the key: other fields, another co-run.
    mutationFn: () => openCoRun(wanted, `${key} ${partition} ${mode} ${quantum} ${skew} ${minutes}`),
    meta: { inline: true },
    onSuccess: async (coRun) => {
      void queryClient.invalidateQueries({ queryKey: ['co-runs', 'list'] });
      await navigate(`/co-runs/${coRun.id}`);
    },
  });
  return (
    <RequestForm
      className="card submit-form"
      request={open}
      onSubmit={() => open.mutate()}
      submit="Open a co-run"
      buttons={(button) => <div className="actions">{button}</div>}
    >
      {(problem) => (
        <>
          <h2>Open a co-run</h2>
          <div className="fields">
            <Field label="Partition" error={problem?.at('/partition')}>
              {(control) => (
                <select {...control} value={partition} onChange={(event) => setPartition(event.target.value)}>
                  {partitions.map((lease) => (
                    <option key={lease.id} value={lease.id}>
                      {shape(lease)} of {lease.machine}, shared by {[lease.owner, ...present(lease)].join(', ')}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field label="Mode" hint={MODES[mode]} error={problem?.at('/mode')}>
              {(control) => (
                <select {...control} value={mode} onChange={(event) => setMode(event.target.value as typeof mode)}>
                  <option value="rectangles">rectangles</option>
                  <option value="turns">turns</option>
                </select>
              )}
            </Field>
            {mode === 'turns' && (
              <>
                <Field label="Cycles of a turn" error={problem?.at('/quantum')}>
                  {(control) => (
                    <input
                      {...control}
                      type="number"
                      min={10_000}
                      required
                      value={quantum}
                      onChange={(event) => setQuantum(event.target.value)}
                    />
                  )}
                </Field>
                <Field label="Skew, per cent" error={problem?.at('/skew')}>
                  {(control) => (
                    <input
                      {...control}
                      type="number"
                      min={0}
                      max={50}
                      required
                      value={skew}
                      onChange={(event) => setSkew(event.target.value)}
                    />
                  )}
                </Field>
              </>
            )}
            <Field label="Minutes to confirm" error={problem?.at('/minutes')}>
              {(control) => (
                <input
                  {...control}
                  type="number"
                  min={1}
                  max={1440}
                  required
                  value={minutes}
                  onChange={(event) => setMinutes(event.target.value)}
                />
              )}
            </Field>
          </div>
        </>
      )}
    </RequestForm>
  );
}

function present(lease: Partition): string[] {
  return lease.users.filter(({ declined }) => !declined).map(({ name }) => name);
}
