import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { changeProject, deleteProject } from '@/api/projects/change-project';
import { projectQuery } from '@/api/projects/get-project';
import { projectsQuery } from '@/api/projects/list-projects';
import type { Project } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';

/** The project's own name and branch, for its owner; and its end. */
export function ProjectCard({ project }: { project: Project }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const current = useQuery(projectQuery(project.id));
  // Of the state that the fields began with: a change that somebody else made meanwhile is not overwritten unseen.
  const [tag, setTag] = useState(current.data?.tag ?? '');
  const [name, setName] = useState(project.name);
  const [defaultBranch, setDefaultBranch] = useState(project.defaultBranch);
  const [description, setDescription] = useState(project.description);
  const change = useMutation({
    mutationFn: () => changeProject(project.id, tag, { name, defaultBranch, description }),
    meta: { inline: true },
    onSuccess: async () => {
      toastDone('The project is changed.');
      const fresh = await queryClient.fetchQuery({ ...projectQuery(project.id), staleTime: 0 });
      setTag(fresh.tag);
      await queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteProject(project.id),
    onSuccess: async () => {
      toastDone(`${project.name} is deleted.`);
      await navigate('/projects', { replace: true });
      queryClient.removeQueries({ queryKey: ['projects', project.id] });
      await queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
    },
  });
  return (
    <section className="card" aria-label="Project">
      <RequestForm
        className="stacked-form"
        request={change}
        onSubmit={() => change.mutate()}
        submit="Save"
        buttons={(save) => (
          <div className="actions">
            {save}
            <ConfirmButton
              className="danger"
              question={`Delete ${project.name}?`}
              consequence="Its measurements, comparisons, alerts, keys and webhooks go too, for good. Bundles stay."
              confirm="Delete the project"
              disabled={remove.isPending}
              onConfirm={() => remove.mutate()}
            >
              Delete the project
            </ConfirmButton>
          </div>
        )}
      >
        {(problem) => (
          <>
            <h2>Project</h2>
            <Field label="Name" error={problem?.at('/name')}>
              {(control) => <IdentifierInput {...control} value={name} onChange={setName} maxLength={60} />}
            </Field>
            <Field label="Default branch" error={problem?.at('/defaultBranch')}>
              {(control) => (
                <IdentifierInput {...control} value={defaultBranch} onChange={setDefaultBranch} maxLength={200} />
              )}
            </Field>
            <Field label="Description" error={problem?.at('/description')}>
              {(control) => (
                <textarea
                  {...control}
                  rows={3}
                  maxLength={500}
                  value={description}
                  onChange={(event) => setDescription(event.target.value)}
                />
              )}
            </Field>
          </>
        )}
      </RequestForm>
    </section>
  );
}
