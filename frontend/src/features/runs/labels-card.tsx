import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { runQuery } from '@/api/runs/get-run';
import { changeLabels, labelsQuery } from '@/api/runs/labels';
import type { Run } from '@/api/types';
import { ProblemNote } from '@/components/problem-note';
import { toastDone } from '@/components/toast-store';
import { labelsOf, textOfLabels } from '@/lib/labels';

/** By what its owner finds the run again. */
export function LabelsCard({ run }: { run: Run }) {
  const [changing, setChanging] = useState(false);
  const labels = Object.entries(run.labels);
  return (
    <section className="card" aria-label="Labels">
      <h2>Labels</h2>
      {changing ? (
        <LabelsForm run={run} done={() => setChanging(false)} />
      ) : (
        <>
          {labels.length === 0 ? (
            <p className="hint">None. Runs can be found by theirs.</p>
          ) : (
            <p className="labels">
              {labels.map(([key, value]) => (
                <Link key={key} className="tag" to={`/runs?label=${encodeURIComponent(`${key}=${value}`)}`}>
                  {key}={value}
                </Link>
              ))}
            </p>
          )}
          <button type="button" className="small" onClick={() => setChanging(true)}>
            Change labels
          </button>
        </>
      )}
    </section>
  );
}

function LabelsForm({ run, done }: { run: Run; done: () => void }) {
  const queryClient = useQueryClient();
  const known = useQuery({ ...labelsQuery(run.id), staleTime: 0, refetchOnWindowFocus: false });
  const [text, setText] = useState(() => textOfLabels(run.labels));
  const change = useMutation({
    mutationFn: () => changeLabels(run.id, labelsOf(text), known.data?.tag ?? ''),
    onSuccess: async () => {
      toastDone('The labels are changed.');
      done();
      await queryClient.invalidateQueries({ queryKey: runQuery(run.id).queryKey });
      await queryClient.invalidateQueries({ queryKey: ['runs'] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <label>
        One on a line, as in night=yes
        <textarea rows={5} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      {change.isError && <ProblemNote error={change.error} />}
      <p className="actions">
        <button type="submit" className="small primary" disabled={!known.isSuccess || change.isPending}>
          Keep
        </button>{' '}
        <button type="button" className="small" onClick={done}>
          Leave them
        </button>
      </p>
    </form>
  );
}
