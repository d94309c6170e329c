import { useQuery } from '@tanstack/react-query';
import { Link, NavLink, Outlet, useParams } from 'react-router';
import { projectQuery } from '@/api/projects/get-project';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';

/** What surrounds the pages of one project; hands them the project. */
export function ProjectFrame() {
  const { project: id = '' } = useParams();
  const project = useQuery(projectQuery(id));
  if (project.isPending) return <Loading what="the project" />;
  if (project.isLoadingError) {
    return (
      <>
        <PageHead title="Project" />
        <ProblemNote error={project.error} retry={() => void project.refetch()} />
      </>
    );
  }
  const { name } = project.data.value;
  return (
    <>
      <div className="project-frame">
        <p className="crumbs">
          <Link to="/projects">Projects</Link> / <Link to={`/projects/${id}`}>{name}</Link>
        </p>
        <nav aria-label="Project" className="tabs">
          <NavLink to={`/projects/${id}`} end>
            Benchmarks
          </NavLink>
          <NavLink to={`/projects/${id}/runs`}>Runs</NavLink>
          <NavLink to={`/projects/${id}/alerts`}>Alerts</NavLink>
          <NavLink to={`/projects/${id}/settings`}>Settings</NavLink>
        </nav>
      </div>
      <Outlet key={id} context={project.data.value} />
    </>
  );
}
