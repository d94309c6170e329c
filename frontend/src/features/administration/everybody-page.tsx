import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import {
  cancelOthersRun,
  othersLeasesQuery,
  othersRunsQuery,
  releaseOthersLease,
} from '@/api/administration/others';
import { isOver } from '@/api/runs/lifecycle';
import type { OthersPartition, OthersRun } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { EmptyState } from '@/components/empty-state';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { count, words } from '@/lib/format';
import { AdministratorsAlone } from './administrators-alone';

const STATES = ['queued', 'allocated', 'running', 'finished', 'canceled', 'infrastructure_error'];

/** Everybody's runs and leases, for administrators. */
export function EverybodyPage() {
  return (
    <AdministratorsAlone title="Everybody">
      <Everybody />
    </AdministratorsAlone>
  );
}

function Everybody() {
  const [parameters, setParameters] = useSearchParams();
  const user = parameters.get('user');
  const state = parameters.get('state');
  const change = (name: string, value: string) =>
    setParameters(
      (old) => {
        if (value === '') old.delete(name);
        else old.set(name, value);
        return old;
      },
      { replace: true },
    );
  return (
    <>
      <PageHead
        title="Everybody"
        lead="What all users have under way. What their programs are told and print is theirs alone."
      />
      <div className="filters">
        <label>
          User{' '}
          <input type="search" value={user ?? ''} onChange={(event) => change('user', event.target.value)} />
        </label>
        <label>
          State{' '}
          <select value={state ?? ''} onChange={(event) => change('state', event.target.value)}>
            <option value="">any</option>
            {STATES.map((name) => (
              <option key={name} value={name}>
                {words(name)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <section aria-label="Runs">
        <h2>Runs</h2>
        <Runs user={user} state={state} />
      </section>
      <section aria-label="Leases">
        <h2>Leases</h2>
        <Leases user={user} />
      </section>
    </>
  );
}

function Runs({ user, state }: { user: string | null; state: string | null }) {
  const queryClient = useQueryClient();
  const runs = useInfiniteQuery(othersRunsQuery({ user, state }));
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const cancel = useMutation({
    mutationFn: (run: OthersRun) => cancelOthersRun(run.id),
    onSuccess: (run) => {
      toastDone(`The run ${run.id} of ${run.user} will stop.`);
      return queryClient.invalidateQueries({ queryKey: ['others-runs'] });
    },
  });
  if (runs.isPending) return <Loading what="the runs" />;
  if (runs.isLoadingError) return <ProblemNote error={runs.error} retry={() => void runs.refetch()} />;
  if (items.length === 0) {
    return (
      <EmptyState title="No run matches">
        <p>Whatever anybody submits is listed here.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <div className="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th>Run</th>
              <th>User</th>
              <th>State</th>
              <th>Bundle</th>
              <th>Machine</th>
              <th className="number">Cycles</th>
              <th>Submitted</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((run) => (
              <tr key={run.id}>
                <td>
                  <code>{run.id}</code>
                </td>
                <td>{run.user}</td>
                <td>{words(run.outcome ?? run.state)}</td>
                <td>{run.bundleName}</td>
                <td>
                  {run.machine} {run.mesh}
                </td>
                <td className="number">{count(run.cycles)}</td>
                <td>
                  <Time at={run.createdAt} />
                </td>
                <td className="cell-actions">
                  {!isOver(run.state) && run.coRun === null && (
                    <ConfirmButton
                      question={`Cancel the run ${run.id} of ${run.user}?`}
                      consequence="It ends without a result. Its owner sees that it was canceled."
                      confirm="Cancel it"
                      label={`Cancel ${run.id}`}
                      disabled={cancel.isPending}
                      onConfirm={() => cancel.mutate(run)}
                    >
                      Cancel
                    </ConfirmButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <LoadMore list={runs} />
    </>
  );
}

function Leases({ user }: { user: string | null }) {
  const queryClient = useQueryClient();
  const leases = useInfiniteQuery(othersLeasesQuery(user));
  const items = leases.data?.pages.flatMap((page) => page.items) ?? [];
  const release = useMutation({
    mutationFn: (lease: OthersPartition) => releaseOthersLease(lease.id),
    onSuccess: (_, lease) => {
      toastDone(`The lease of ${lease.user} is released.`);
      return queryClient.invalidateQueries({ queryKey: ['others-leases'] });
    },
  });
  if (leases.isPending) return <Loading what="the leases" />;
  if (leases.isLoadingError) return <ProblemNote error={leases.error} retry={() => void leases.refetch()} />;
  if (items.length === 0) {
    return (
      <EmptyState title="Nobody has a lease">
        <p>Runs that need no lease of their own take what is free.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <div className="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th>Lease</th>
              <th>User</th>
              <th>Machine</th>
              <th>Nodes</th>
              <th>Kind</th>
              <th className="number">Runs on it</th>
              <th>Until</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((lease) => (
              <tr key={lease.id}>
                <td>
                  <code>{lease.id}</code>
                </td>
                <td>{lease.user}</td>
                <td>{lease.machine}</td>
                <td>{lease.rectangle}</td>
                <td>{lease.forRun ? 'one run' : lease.kind}</td>
                <td className="number">{count(lease.holds)}</td>
                <td>
                  <Time at={lease.expiresAt} />
                </td>
                <td className="cell-actions">
                  {!lease.forRun && lease.holds === 0 && (
                    <ConfirmButton
                      question={`Release the lease of ${lease.user}?`}
                      consequence="Its nodes are free for others at once."
                      confirm="Release"
                      label={`Release ${lease.id}`}
                      disabled={release.isPending}
                      onConfirm={() => release.mutate(lease)}
                    >
                      Release
                    </ConfirmButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <LoadMore list={leases} />
    </>
  );
}
