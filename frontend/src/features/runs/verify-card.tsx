import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { verificationsQuery, verifyRun } from '@/api/runs/verify-run';
import type { Run, Verification } from '@/api/types';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { words } from '@/lib/format';

/** Carries the run out once more on whatever worker, and tells whether it was the same. */
export function VerifyCard({ run }: { run: Run }) {
  const queryClient = useQueryClient();
  const known = useQuery(verificationsQuery(run.id));
  const verify = useMutation({
    mutationFn: () => verifyRun(run.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: verificationsQuery(run.id).queryKey }),
  });
  const items = known.data?.items ?? [];
  return (
    <section className="card" aria-label="Verification">
      <h2>Verification</h2>
      {items.length === 0 ? (
        <p className="hint">The run can be carried out once more, to see that it has the same digests.</p>
      ) : (
        <ul className="plain" aria-live="polite">
          {items.map((each) => (
            <li key={each.id}>
              {said(each)} <Time at={each.finishedAt ?? each.createdAt} />
              {each.audit && <span className="hint"> by the nightly audit</span>}
            </li>
          ))}
        </ul>
      )}
      {verify.isError && <ProblemNote error={verify.error} />}
      <button type="button" className="small" disabled={verify.isPending} onClick={() => verify.mutate()}>
        Verify
      </button>
    </section>
  );
}

function said({ state, same, failure }: Verification): string {
  if (state !== 'finished') return failure ?? words(state);
  return same ? '✓ the same digests' : '✗ other digests: an incident';
}
