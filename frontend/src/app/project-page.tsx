import { PageHead } from '@/components/page-head';
import { useProject } from '@/components/use-project';
import { OpenAlerts } from '@/features/alerts/open-alerts';
import { BenchmarkTable } from '@/features/benchmarks/benchmark-table';
import { MeasurementTable } from '@/features/benchmarks/measurement-table';
import { ComparisonTable } from '@/features/comparisons/comparison-table';

/** How a project stands: three features that know nothing of each other. */
export function ProjectPage() {
  const project = useProject();
  return (
    <>
      <PageHead
        title={project.name}
        aside={<span className="version">{project.role}</span>}
        {...(project.description !== '' && { lead: project.description })}
      />
      <OpenAlerts project={project} />
      <BenchmarkTable project={project} />
      <ComparisonTable project={project} />
      <MeasurementTable project={project} />
    </>
  );
}
