import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '@/api/session/get-session';
import { createUser } from '@/api/users/create-user';
import { usersQuery } from '@/api/users/list-users';
import { EmptyState } from '@/components/empty-state';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';

export function UsersPage() {
  const session = useQuery(sessionQuery);
  if (session.data?.user.role !== 'admin') {
    return (
      <>
        <PageHead title="Users" />
        <EmptyState title="Only an administrator sees the users">
          <p>Ask one if you need an account for a colleague.</p>
        </EmptyState>
      </>
    );
  }
  return <UserAdministration />;
}

function UserAdministration() {
  const users = useInfiniteQuery(usersQuery);
  const items = users.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead title="Users" lead="Who may sign in. Nobody sees another's bundles, partitions or runs." />
      <div className="columns">
        <section className="grow">
          {users.isPending && <Loading what="the users" />}
          {users.isLoadingError && <ProblemNote error={users.error} retry={() => void users.refetch()} />}
          {items.length > 0 && (
            <div className="table-scroll" tabIndex={0}>
              <table>
                <thead>
                  <tr>
                    <th>Name</th>
                    <th>Role</th>
                    <th>Identifier</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((user) => (
                    <tr key={user.id}>
                      <td>{user.name}</td>
                      <td>{user.role}</td>
                      <td>
                        <code>{user.id}</code>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <LoadMore list={users} />
        </section>
        <CreateUserForm />
      </div>
    </>
  );
}

function CreateUserForm() {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<'user' | 'admin'>('user');
  const create = useMutation({
    mutationFn: createUser,
    meta: { inline: true },
    onSuccess: (user) => {
      toastDone(`${user.name} may sign in now.`);
      setName('');
      setPassword('');
      return queryClient.invalidateQueries({ queryKey: usersQuery.queryKey });
    },
  });
  return (
    <RequestForm
      className="card side"
      request={create}
      onSubmit={() => create.mutate({ name, password, role })}
      submit="Create user"
    >
      {(problem) => (
        <>
          <h2>New user</h2>
          <Field
            label="Name"
            hint="2 to 32 of a–z, 0–9, dot, dash, underscore; a letter first."
            error={problem?.at('/name')}
          >
            {(control) => <IdentifierInput {...control} value={name} onChange={setName} />}
          </Field>
          <Field label="Password" hint="At least 12 characters." error={problem?.at('/password')}>
            {(control) => (
              <input
                {...control}
                type="password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                autoComplete="new-password"
                required
              />
            )}
          </Field>
          <Field label="Role" error={problem?.at('/role')}>
            {(control) => (
              <select
                {...control}
                value={role}
                onChange={(event) => setRole(event.target.value === 'admin' ? 'admin' : 'user')}
              >
                <option value="user">user</option>
                <option value="admin">admin</option>
              </select>
            )}
          </Field>
        </>
      )}
    </RequestForm>
  );
}
