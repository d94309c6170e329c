import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { isOver } from '@/api/runs/lifecycle';
import { RUN_FILTERS, runsQuery, type RunFilterName } from '@/api/runs/list-runs';
import { EmptyState } from '@/components/empty-state';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { RunTable } from '@/components/run-table';
import { StorageNotice } from '@/components/storage-use';
import { DeleteRunButton } from './delete-run-button';
import { ImportButton } from './import-button';
import { RunFilterBar } from './run-filter-bar';

export function RunsPage() {
  const [parameters, setParameters] = useSearchParams();
  const bundle = parameters.get('bundle');
  const filtered = RUN_FILTERS.some((name) => parameters.has(name));
  const filter = Object.fromEntries(RUN_FILTERS.map((name) => [name, parameters.getAll(name)]));
  const runs = useInfiniteQuery(runsQuery(filter));
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const change = (name: RunFilterName, values: string[]) =>
    setParameters(
      (old) => {
        old.delete(name);
        for (const value of values) old.append(name, value);
        return old;
      },
      { replace: true },
    );
  return (
    <>
      <PageHead
        title="Runs"
        actions={
          <>
            <ImportButton />
            <Link className="button primary" to={bundle ? `/runs/new?bundle=${bundle}` : '/runs/new'}>
              Submit a run
            </Link>
          </>
        }
      />
      <StorageNotice parts={['keptRuns', 'consoleBytes']} />
      <RunFilterBar parameters={parameters} change={change} />
      {runs.isPending && <Loading what="your runs" />}
      {runs.isLoadingError && <ProblemNote error={runs.error} retry={() => void runs.refetch()} />}
      {runs.isSuccess && items.length === 0 && <NoRuns filtered={filtered} />}
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
