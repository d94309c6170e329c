import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createKey } from '@/api/keys/create-key';
import { keysQuery } from '@/api/keys/list-keys';
import { revokeKey } from '@/api/keys/revoke-key';
import type { IssuedKey, Key, NewKey } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { CopyButton } from '@/components/copy-button';
import { EmptyState } from '@/components/empty-state';
import { Field } from '@/components/field';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';

export function KeysPage() {
  const keys = useInfiniteQuery(keysQuery);
  const [fresh, setFresh] = useState<IssuedKey | null>(null);
  const items = keys.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead title="API keys" lead="A key lets a script or the command line act as you, without your password." />
      {fresh !== null && <FreshKey created={fresh} onDone={() => setFresh(null)} />}
      <div className="columns">
        <section className="grow">
          {keys.isPending && <Loading what="your keys" />}
          {keys.isLoadingError && <ProblemNote error={keys.error} retry={() => void keys.refetch()} />}
          {keys.isSuccess && items.length === 0 && (
            <EmptyState title="You have no keys">
              <p>
                Create one to use <code>./fugu submit</code> or <code>curl</code> against this service.
              </p>
            </EmptyState>
          )}
          {items.length > 0 && <KeyTable keys={items} onRevoked={(id) => setFresh((k) => (k?.id === id ? null : k))} />}
          <LoadMore list={keys} />
        </section>
        <CreateKeyForm onCreated={setFresh} />
      </div>
    </>
  );
}

function FreshKey({ created, onDone }: { created: IssuedKey; onDone: () => void }) {
  const origin = window.location.origin;
  return (
    <section className="note note-good fresh-key" role="status">
      <p className="note-title">
        Key “{created.name}” is made. This is the only time its token is shown: copy it now.
      </p>
      <p className="digest">
        <code data-testid="token">{created.token}</code>
        <CopyButton text={created.token} what="token" />
      </p>
      <pre className="sample" tabIndex={0}>{`curl -H "Authorization: Bearer $FUGU_TOKEN" ${origin}/api/v1/runs`}</pre>
      <button type="button" className="small" onClick={onDone}>
        I have it
      </button>
    </section>
  );
}

function KeyTable({ keys, onRevoked }: { keys: Key[]; onRevoked: (id: string) => void }) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: (key: Key) => revokeKey(key.id),
    onSuccess: (_, key) => {
      toastDone(`Key “${key.name}” is revoked.`);
      onRevoked(key.id);
      return queryClient.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Starts with</th>
            <th>May</th>
            <th>Made</th>
            <th>Last used</th>
            <th>Expires</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td>{key.name}</td>
              <td>
                <code>{key.prefix}…</code>
              </td>
              <td>{key.scope in MAY ? MAY[key.scope as Scope] : key.scope}</td>
              <td>
                <Time at={key.createdAt} />
              </td>
              <td>{key.lastUsedAt ? <Time at={key.lastUsedAt} /> : 'never'}</td>
              <td>{key.expiresAt ? <Time at={key.expiresAt} /> : 'never'}</td>
              <td className="cell-actions">
                <ConfirmButton
                  question={`Revoke the key “${key.name}”?`}
                  consequence="Whatever uses it is refused from now on. A revoked key cannot be brought back."
                  confirm="Revoke"
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

type Scope = NonNullable<NewKey['scope']>;

const MAY: Record<Scope, string> = {
  read: 'read',
  run: 'read and run',
  full: 'all that you may',
};

const SCOPES: readonly Scope[] = ['run', 'read', 'full'];

const LIFETIMES: [string, string][] = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'a year'],
  ['', 'never'],
];

function CreateKeyForm({ onCreated }: { onCreated: (key: IssuedKey) => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [scope, setScope] = useState<Scope>('run');
  const create = useMutation({
    mutationFn: createKey,
    meta: { inline: true },
    onSuccess: (created) => {
      onCreated(created);
      setName('');
      return queryClient.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  return (
    <RequestForm
      className="card side"
      request={create}
      onSubmit={() => create.mutate(days === '' ? { name, scope } : { name, scope, expiresInDays: Number(days) })}
      submit="Create key"
    >
      {(problem) => (
        <>
          <h2>New key</h2>
          <Field label="Name" hint="Where it will be used, for example “laptop”." error={problem?.at('/name')}>
            {(control) => (
              <input {...control} value={name} onChange={(event) => setName(event.target.value)} required maxLength={64} />
            )}
          </Field>
          <Field
            label="It may"
            hint="To delete, publish, make keys or administer, it needs all that you may."
            error={problem?.at('/scope')}
          >
            {(control) => (
              <select {...control} value={scope} onChange={(event) => setScope(event.target.value as Scope)}>
                {SCOPES.map((one) => (
                  <option key={one} value={one}>
                    {MAY[one]}
                  </option>
                ))}
              </select>
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
