import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { projectRunsQuery } from '@/api/projects/project-runs';
import { cancelRun } from '@/api/runs/cancel-run';
import { isOver } from '@/api/runs/lifecycle';
import type { Project, Run } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { EmptyState } from '@/components/empty-state';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { StateBadge } from '@/components/state-badge';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { mayWrite, useProject } from '@/components/use-project';
import { count, runName, words } from '@/lib/format';

const STATES = ['queued', 'allocated', 'running', 'finished', 'canceled', 'infrastructure_error'];

/** The runs of a project: for its owner everybody's, for members their own. */
export function ProjectRunsPage() {
  const project = useProject();
  const owner = project.role === 'owner';
  const [user, setUser] = useState('');
  const [state, setState] = useState('');
  const runs = useInfiniteQuery(projectRunsQuery(project.id, { user: user || null, state: state || null }));
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Runs"
        lead={owner ? 'What members submit to this project is yours to see.' : 'Its owner sees what you submit here.'}
        {...(mayWrite(project) && {
          actions: (
            <Link className="button primary" to={`/runs/new?project=${project.id}`}>
              Submit a run
            </Link>
          ),
        })}
      />
      <div className="filters">
        {owner && (
          <label>
            Member{' '}
            <input type="search" value={user} onChange={(event) => setUser(event.target.value)} />
          </label>
        )}
        <label>
          State{' '}
          <select value={state} onChange={(event) => setState(event.target.value)}>
            <option value="">any</option>
            {STATES.map((name) => (
              <option key={name} value={name}>
                {words(name)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {runs.isPending && <Loading what="the runs" />}
      {runs.isLoadingError && <ProblemNote error={runs.error} retry={() => void runs.refetch()} />}
      {runs.isSuccess && items.length === 0 && (
        <EmptyState title="No run">
          <p>What is submitted to this project is listed here.</p>
        </EmptyState>
      )}
      {items.length > 0 && <ProjectRunTable project={project} runs={items} />}
      <LoadMore list={runs} />
    </>
  );
}

function ProjectRunTable({ project, runs }: { project: Project; runs: Run[] }) {
  return (
    <div className="table-scroll" tabIndex={0}>
      <table className="runs">
        <thead>
          <tr>
            <th>State</th>
            <th>Program</th>
            <th>Member</th>
            <th>Machine</th>
            <th className="number">Cycles</th>
            <th>Submitted</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <StateBadge state={run.state} outcome={run.outcome} exitCode={run.exitCode} />
              </td>
              <td>
                <Link to={`/runs/${run.id}`}>{runName(run)}</Link>
              </td>
              <td>{run.user}</td>
              <td>
                {run.machine} {run.mesh.replace('x', '×')}
              </td>
              <td className="number">{run.cycles === null || run.cycles === undefined ? '' : count(run.cycles)}</td>
              <td>
                <Time at={run.createdAt} />
              </td>
              <td className="cell-actions">{!isOver(run.state) && <CancelButton project={project} run={run} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CancelButton({ project, run }: { project: Project; run: Run }) {
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelRun(run.id),
    onSuccess: () => {
      toastDone(`The run of ${run.user} will stop.`);
      return queryClient.invalidateQueries({ queryKey: ['projects', project.id, 'runs'] });
    },
  });
  return (
    <ConfirmButton
      question={`Cancel the run ${run.id} of ${run.user}?`}
      consequence="It ends without a result. Whose it is sees that it was canceled."
      confirm="Cancel it"
      label={`Cancel ${run.id}`}
      disabled={cancel.isPending}
      onConfirm={() => cancel.mutate()}
    >
      Cancel
    </ConfirmButton>
  );
}
