import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { alertsQuery } from '@/api/alerts/list-alerts';
import { EmptyState } from '@/components/empty-state';
import { FilterSelect } from '@/components/filter-select';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { useProject } from '@/components/use-project';
import { AlertList } from './alert-list';

const STATES = ['active', 'acknowledged', 'resolved'];

const EMPTY: Record<string, string> = {
  active: 'Nothing on the default branch is worse than it was, as far as its thresholds go.',
  acknowledged: 'An active alert that may stay is acknowledged, with a reason.',
  resolved: 'An alert is resolved by hand, or when a later figure is within its threshold again.',
};

/** What became worse on the default branch, and what was said of it. */
export function AlertsPage() {
  const project = useProject();
  const [parameters, setParameters] = useSearchParams();
  const asked = parameters.get('state') ?? 'active';
  const state = asked === 'all' || STATES.includes(asked) ? asked : 'active';
  const list = useInfiniteQuery(alertsQuery(project.id, state === 'all' ? null : state));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Alerts"
        lead={
          <>
            A figure on <code>{project.defaultBranch}</code> that is worse than the one before it, until somebody
            acknowledges or resolves it.
          </>
        }
      />
      <div className="filters">
        <FilterSelect
          label="Show"
          value={state}
          choices={[...STATES, 'all'].map((name) => [name, name] as const)}
          onChoose={(chosen) => setParameters({ state: chosen }, { replace: true })}
        />
      </div>
      {list.isPending && <Loading what="the alerts" />}
      {list.isLoadingError && <ProblemNote error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && (
        <EmptyState title={state === 'all' ? 'No alert was ever raised' : `No ${state} alerts`}>
          <p>
            {EMPTY[state] ?? 'The first one is raised when a measurement of the default branch is worse than the one before it.'}
          </p>
        </EmptyState>
      )}
      {items.length > 0 && <AlertList project={project} alerts={items} />}
      <LoadMore list={list} />
    </>
  );
}
