import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { runQuery } from '@/api/runs/get-run';
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
  useImportRenewed(run, known.data?.items[0]?.finishedAt ?? null);
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
              {said(each, run.imported !== null)} <Time at={each.finishedAt ?? each.createdAt} />
              {each.waitingFor !== null && <span className="hint"> Waits for {each.waitingFor}.</span>}
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

/** What is known of an imported run changes with the end of a verification. */
function useImportRenewed(run: Run, finishedAt: string | null) {
  const queryClient = useQueryClient();
  const stale = run.imported !== null && finishedAt !== null && finishedAt !== run.imported.verifiedAt;
  useEffect(() => {
    if (stale) void queryClient.invalidateQueries({ queryKey: runQuery(run.id).queryKey });
  }, [queryClient, run.id, stale, finishedAt]);
}

function said({ state, same, failure }: Verification, imported: boolean): string {
  if (state !== 'finished') return failure ?? words(state);
  if (imported) return same ? '✓ all as the file claims' : '✗ not as the file claims';
  return same ? '✓ the same digests' : '✗ other digests: an incident';
}
