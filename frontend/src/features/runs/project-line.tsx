import { useQuery } from '@tanstack/react-query';
import { projectQuery } from '@/api/projects/get-project';
import type { ApiProblem } from '@/api/problem';

interface ProjectLineProps {
  /** Which the run is for. */
  project: string;
  problem: ApiProblem | null;
  onLeave: () => void;
}

/** Says for which project a run is, and what follows from that. */
export function ProjectLine({ project, problem, onLeave }: ProjectLineProps) {
  const found = useQuery(projectQuery(project));
  const name = found.data?.value.name ?? project;
  const error = problem?.at('/project');
  return (
    <p className="note">
      This run is for the project <strong>{name}</strong>: its owner sees the run and its console, and it counts for
      their quota.{' '}
      <button type="button" className="link" onClick={onLeave}>
        Submit it for myself instead
      </button>
      {error && <span className="field-error">{error}</span>}
    </p>
  );
}
