import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { createProject } from '@/api/projects/change-project';
import { projectsQuery } from '@/api/projects/list-projects';
import type { Project } from '@/api/types';
import { EmptyState } from '@/components/empty-state';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { Time } from '@/components/time';

/** The projects in which one is anything, and the way to another one. */
export function ProjectsPage() {
  const projects = useInfiniteQuery(projectsQuery);
  const items = projects.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead title="Projects" lead="Benchmarks of a repository, commit by commit, and who may see them." />
      <div className="columns">
        <section className="grow">
          {projects.isPending && <Loading what="your projects" />}
          {projects.isLoadingError && <ProblemNote error={projects.error} retry={() => void projects.refetch()} />}
          {projects.isSuccess && items.length === 0 && (
            <EmptyState title="Four steps to a gate that catches a slower program">
              <ol className="steps">
                <li>Create a project for your repository.</li>
                <li>Make a run key in its settings, and give it to your pipeline as a secret.</li>
                <li>Add the lines that are shown with it to the pipeline.</li>
                <li>Every change is compared with its base from then on, and what is worse is explained here.</li>
              </ol>
            </EmptyState>
          )}
          {items.length > 0 && <ProjectTable projects={items} />}
          <LoadMore list={projects} />
        </section>
        <CreateProjectForm />
      </div>
    </>
  );
}

function ProjectTable({ projects }: { projects: Project[] }) {
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Default branch</th>
            <th scope="col">Owner</th>
            <th scope="col">I am</th>
            <th scope="col">Created</th>
          </tr>
        </thead>
        <tbody>
          {projects.map((project) => (
            <tr key={project.id}>
              <th scope="row">
                <Link to={`/projects/${project.id}`}>{project.name}</Link>
                {project.description !== '' && <span className="hint cell-why">{project.description}</span>}
              </th>
              <td>
                <code>{project.defaultBranch}</code>
              </td>
              <td>{project.owner}</td>
              <td>{project.role}</td>
              <td>
                <Time at={project.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CreateProjectForm() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [defaultBranch, setDefaultBranch] = useState('main');
  const [description, setDescription] = useState('');
  const create = useMutation({
    mutationFn: createProject,
    meta: { inline: true },
    onSuccess: async (project) => {
      void queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
      await navigate(`/projects/${project.id}`);
    },
  });
  return (
    <RequestForm
      className="card side"
      request={create}
      onSubmit={() => create.mutate({ name, defaultBranch, description })}
      submit="Create project"
    >
      {(problem) => (
        <>
          <h2>New project</h2>
          <Field label="Name" hint="Letters, digits, dash, underscore, dot." error={problem?.at('/name')}>
            {(control) => <IdentifierInput {...control} value={name} onChange={setName} maxLength={60} />}
          </Field>
          <Field
            label="Default branch"
            hint="What others are compared with, and what raises alerts."
            error={problem?.at('/defaultBranch')}
          >
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
  );
}
