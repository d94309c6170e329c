import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createProjectKey, projectKeysQuery, revokeProjectKey } from '@/api/projects/keys';
import type { IssuedKey, Project, ProjectKey } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { CopyButton } from '@/components/copy-button';
import { Field } from '@/components/field';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { mayWrite } from '@/components/use-project';

/** Keys with which a pipeline measures and compares in this project, and nothing else. */
export function KeysCard({ project }: { project: Project }) {
  const keys = useInfiniteQuery({ ...projectKeysQuery(project.id), enabled: mayWrite(project) });
  const [fresh, setFresh] = useState<IssuedKey | null>(null);
  const items = keys.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="card" aria-label="Run keys" id="keys">
      <h2>Run keys</h2>
      <p className="hint">
        A run key is for a pipeline: with it one uploads bundles, measures and compares in this project, and does
        nothing else. It works while its maker is in the project.
      </p>
      {!mayWrite(project) && <p>Ask the owner or a member for one: a viewer has none.</p>}
      {fresh !== null && <FreshKey created={fresh} onDone={() => setFresh(null)} />}
      {keys.isLoading && <Loading what="the keys" />}
      {keys.isLoadingError && <ProblemNote error={keys.error} retry={() => void keys.refetch()} />}
      {items.length > 0 && (
        <KeyTable
          project={project.id}
          keys={items}
          onRevoked={(id) => setFresh((key) => (key?.id === id ? null : key))}
        />
      )}
      <LoadMore list={keys} />
      {mayWrite(project) && <CreateKeyForm project={project.id} onCreated={setFresh} />}
    </section>
  );
}

function FreshKey({ created, onDone }: { created: IssuedKey; onDone: () => void }) {
  const lines = [
    `export FUGU_URL=${window.location.origin}`,
    'export FUGU_TOKEN=…   # the token, from the pipeline’s secrets',
    "./fugu ci --build 'make -s' build/my-bundle",
  ];
  return (
    <section className="note note-good fresh-key" role="status">
      <p className="note-title">
        Key “{created.name}” is made. This is the only time its token is shown: put it among the pipeline’s secrets now.
      </p>
      <p className="digest">
        <code data-testid="token">{created.token}</code>
        <CopyButton text={created.token} what="token" />
      </p>
      <p>The pipeline needs these lines, in the folder of the repository:</p>
      <pre className="sample" tabIndex={0}>{lines.join('\n')}</pre>
      <div className="actions">
        <CopyButton text={lines.join('\n')} what="lines" />
        <button type="button" className="small" onClick={onDone}>
          I have it
        </button>
      </div>
    </section>
  );
}

interface KeyTableProps {
  project: string;
  keys: ProjectKey[];
  onRevoked: (id: string) => void;
}

function KeyTable({ project, keys, onRevoked }: KeyTableProps) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: (key: ProjectKey) => revokeProjectKey(project, key.id),
    onSuccess: (_, key) => {
      toastDone(`Key “${key.name}” is revoked.`);
      onRevoked(key.id);
      return queryClient.invalidateQueries({ queryKey: projectKeysQuery(project).queryKey });
    },
  });
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Starts with</th>
            <th scope="col">Made by</th>
            <th scope="col">Last used</th>
            <th scope="col">Expires</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <th scope="row">{key.name}</th>
              <td>
                <code>{key.prefix}…</code>
              </td>
              <td>{key.createdBy}</td>
              <td>{key.lastUsedAt ? <Time at={key.lastUsedAt} /> : 'never'}</td>
              <td>{key.expiresAt ? <Time at={key.expiresAt} /> : 'never'}</td>
              <td className="cell-actions">
                <ConfirmButton
                  question={`Revoke the key “${key.name}”?`}
                  consequence="A pipeline that uses it is refused from now on. A revoked key cannot be brought back."
                  confirm="Revoke"
                  label={`Revoke ${key.name}`}
                  disabled={revoke.isPending}
                  onConfirm={() => revoke.mutate(key)}
                >
                  Revoke
                </ConfirmButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LIFETIMES: [string, string][] = [
  ['90', '90 days'],
  ['365', 'a year'],
  ['', 'never'],
];

function CreateKeyForm({ project, onCreated }: { project: string; onCreated: (key: IssuedKey) => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState('365');
  const create = useMutation({
    mutationFn: () => createProjectKey(project, days === '' ? { name } : { name, expiresInDays: Number(days) }),
    meta: { inline: true },
    onSuccess: (created) => {
      onCreated(created);
      setName('');
      return queryClient.invalidateQueries({ queryKey: projectKeysQuery(project).queryKey });
    },
  });
  return (
    <RequestForm className="row-form" request={create} onSubmit={() => create.mutate()} submit="Make a run key">
      {(problem) => (
        <>
          <Field label="Name of a new key" error={problem?.at('/name')}>
            {(control) => (
              <input
                {...control}
                value={name}
                onChange={(event) => setName(event.target.value)}
                placeholder="where it is used"
                required
                maxLength={64}
              />
            )}
          </Field>
          <Field label="Expires after" error={problem?.at('/expiresInDays')}>
            {(control) => (
              <select {...control} value={days} onChange={(event) => setDays(event.target.value)}>
                {LIFETIMES.map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </>
      )}
    </RequestForm>
  );
}
