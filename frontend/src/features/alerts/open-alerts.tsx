import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { alertsQuery } from '@/api/alerts/list-alerts';
import type { Project } from '@/api/types';
import { ProblemNote } from '@/components/problem-note';
import { AlertList } from './alert-list';

const SHOWN = 3;

/** The newest active alerts of a project, and the way to the others. */
export function OpenAlerts({ project }: { project: Project }) {
  const list = useInfiniteQuery(alertsQuery(project.id, 'active'));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isLoadingError) return <ProblemNote error={list.error} retry={() => void list.refetch()} />;
  if (items.length === 0) return null;
  return (
    <section>
      <div className="section-head">
        <h2>
          Active alerts ({items.length}
          {list.hasNextPage && '+'})
        </h2>
        <Link to={`/projects/${project.id}/alerts`}>All alerts</Link>
      </div>
      <AlertList project={project} alerts={items.slice(0, SHOWN)} />
    </section>
  );
}
