import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createTrust, deleteTrust, trustsQuery } from '@/api/projects/trusts';
import type { PipelineTrust, Project } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { CopyButton } from '@/components/copy-button';
import { Field } from '@/components/field';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { readClaims } from './claims';

/** Pipelines that need no key: their CI says who they are. */
export function TrustsCard({ project }: { project: Project }) {
  const trusts = useInfiniteQuery(trustsQuery(project.id));
  const items = trusts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="card" aria-label="Trusted pipelines">
      <h2>Trusted pipelines</h2>
      <p className="hint">
        A pipeline with an identity token of its CI does what a run key does, and nobody keeps a secret. The token is
        for the audience <code>{project.id}</code> <CopyButton text={project.id} what="audience" />
      </p>
      {trusts.isPending && <Loading what="the trusts" />}
      {trusts.isLoadingError && <ProblemNote error={trusts.error} retry={() => void trusts.refetch()} />}
      {items.length > 0 && <TrustTable project={project.id} trusts={items} />}
      <LoadMore list={trusts} />
      <CreateTrustForm project={project.id} />
    </section>
  );
}

function TrustTable({ project, trusts }: { project: string; trusts: PipelineTrust[] }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: (trust: PipelineTrust) => deleteTrust(project, trust.id),
    onSuccess: (_, trust) => {
      toastDone(`“${trust.name}” is trusted no more.`);
      return queryClient.invalidateQueries({ queryKey: trustsQuery(project).queryKey });
    },
  });
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Issuer</th>
            <th scope="col">Claims</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {trusts.map((trust) => (
            <tr key={trust.id}>
              <th scope="row">{trust.name}</th>
              <td>{trust.issuer}</td>
              <td>
                {Object.entries(trust.claims).map(([claim, value]) => (
                  <div key={claim}>
                    <code>
                      {claim}={value}
                    </code>
                  </div>
                ))}
              </td>
              <td title={trust.lastSubject ?? undefined}>{trust.lastUsedAt ? <Time at={trust.lastUsedAt} /> : 'never'}</td>
              <td className="cell-actions">
                <ConfirmButton
                  question={`Trust “${trust.name}” no more?`}
                  consequence="Its pipelines are refused from the next request on."
                  confirm="Remove"
                  label={`Remove ${trust.name}`}
                  disabled={remove.isPending}
                  onConfirm={() => remove.mutate(trust)}
                >
                  Remove
                </ConfirmButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CreateTrustForm({ project }: { project: string }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [issuer, setIssuer] = useState('https://token.actions.githubusercontent.com');
  const [claims, setClaims] = useState('repository=\nref=refs/heads/*');
  const create = useMutation({
    mutationFn: () => createTrust(project, { name, issuer, claims: readClaims(claims) }),
    meta: { inline: true },
    onSuccess: (made) => {
      toastDone(`“${made.name}” is trusted.`);
      setName('');
      return queryClient.invalidateQueries({ queryKey: trustsQuery(project).queryKey });
    },
  });
  return (
    <RequestForm className="row-form" request={create} onSubmit={() => create.mutate()} submit="Trust">
      {(problem) => (
        <>
          <Field label="Name of the trust" error={problem?.at('/name')}>
            {(control) => (
              <input {...control} value={name} onChange={(event) => setName(event.target.value)} required maxLength={100} />
            )}
          </Field>
          <Field label="Issuer" error={problem?.at('/issuer')}>
            {(control) => (
              <input {...control} value={issuer} onChange={(event) => setIssuer(event.target.value)} required />
            )}
          </Field>
          <Field
            label="Claims"
            hint="One a line, as in repository=acme/codec; a star at the end stands for whatever follows."
            error={problem?.at('/claims')}
          >
            {(control) => (
              <textarea {...control} rows={3} value={claims} onChange={(event) => setClaims(event.target.value)} required />
            )}
          </Field>
        </>
      )}
    </RequestForm>
  );
}
