import { useInfiniteQuery } from '@tanstack/react-query';
import type { ApiProblem } from '@/api/problem';
import { projectsQuery } from '@/api/projects/list-projects';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { mayWrite } from '@/components/use-project';
import type { AudienceDraft } from './audience';

interface AudienceFieldsProps {
  audience: AudienceDraft;
  problem: ApiProblem | null;
  onChange: (audience: AudienceDraft) => void;
}

/** Asks for whom a version is. */
export function AudienceFields({ audience, problem, onChange }: AudienceFieldsProps) {
  return (
    <>
      <Field label="For" hint={HINTS[audience.visibility]} error={problem?.at('/visibility')}>
        {(control) => (
          <select
            {...control}
            value={audience.visibility}
            onChange={(event) =>
              onChange({ ...audience, visibility: event.target.value as AudienceDraft['visibility'] })
            }
          >
            <option value="private">me alone</option>
            <option value="named">users whom I name</option>
            <option value="project">members of a project</option>
            <option value="everybody">everybody</option>
          </select>
        )}
      </Field>
      {audience.visibility === 'named' && (
        <Field label="Users" hint="Their names, with commas between." error={problem?.at('/users')}>
          {(control) => (
            <IdentifierInput
              {...control}
              value={audience.users}
              onChange={(users) => onChange({ ...audience, users })}
            />
          )}
        </Field>
      )}
      {audience.visibility === 'project' && (
        <ProjectChoice audience={audience} problem={problem} onChange={onChange} />
      )}
    </>
  );
}

function ProjectChoice({ audience, problem, onChange }: AudienceFieldsProps) {
  const projects = useInfiniteQuery(projectsQuery);
  const items = projects.data?.pages.flatMap((page) => page.items).filter(mayWrite) ?? [];
  return (
    <Field label="Project" error={problem?.at('/project')}>
      {(control) => (
        <select
          {...control}
          required
          value={audience.project}
          onChange={(event) => onChange({ ...audience, project: event.target.value })}
        >
          <option value="">Choose a project …</option>
          {items.map((project) => (
            <option key={project.id} value={project.id}>
              {project.name} of {project.owner}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

const HINTS: Record<AudienceDraft['visibility'], string> = {
  private: 'Nobody else can tell that it is there.',
  named: 'They see it and run on it; who else may is not told to them.',
  project: 'Who takes part in it sees it and runs on it, now and later.',
  everybody: 'Every user of this service sees it and runs on it.',
};
