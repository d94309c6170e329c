import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { isOver } from '@/api/runs/lifecycle';
import { runsQuery } from '@/api/runs/list-runs';
import { EmptyState } from '@/components/empty-state';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { RunTable } from '@/components/run-table';
import { StorageNotice } from '@/components/storage-use';
import { short, words } from '@/lib/format';
import { DeleteRunButton } from './delete-run-button';

const STATES = ['queued', 'allocated', 'running', 'finished', 'canceled', 'infrastructure_error'];

export function RunsPage() {
  const [parameters, setParameters] = useSearchParams();
  const state = parameters.get('state');
  const bundle = parameters.get('bundle');
  const runs = useInfiniteQuery(runsQuery({ state, bundle }));
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const change = (name: string, value: string) =>
    setParameters((old) => {
      if (value === '') old.delete(name);
      else old.set(name, value);
      return old;
    });
  return (
    <>
      <PageHead
        title="Runs"
        actions={
          <Link className="button primary" to={bundle ? `/runs/new?bundle=${bundle}` : '/runs/new'}>
            Submit a run
          </Link>
        }
      />
      <StorageNotice parts={['keptRuns', 'consoleBytes']} />
      <div className="filters">
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
        {bundle !== null && (
          <span className="tag">
            bundle <code>{short(bundle)}</code>
            <button type="button" className="link" aria-label="Show all bundles" onClick={() => change('bundle', '')}>
              ×
            </button>
          </span>
        )}
      </div>
      {runs.isPending && <Loading what="your runs" />}
      {runs.isLoadingError && <ProblemNote error={runs.error} retry={() => void runs.refetch()} />}
      {runs.isSuccess && items.length === 0 && <NoRuns filtered={state !== null || bundle !== null} />}
      {items.length > 0 && (
        <RunTable
          runs={items}
          actions={(run) => isOver(run.state) && <DeleteRunButton run={run} className="small danger" />}
        />
      )}
      <LoadMore list={runs} />
    </>
  );
}

function NoRuns({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState title="No run matches">
        <p>
          <Link to="/runs">Show all runs</Link>
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No runs yet">
      <p>
        A run executes one program of a bundle on a rectangle of a machine’s mesh. Its cycles, messages and console are
        exact: the same run gives the same numbers, every time, on any host.
      </p>
      <p>
        <Link to="/bundles">Upload a bundle</Link>, then <Link to="/runs/new">submit a run</Link>.
      </p>
    </EmptyState>
  );
}
