import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { createUser } from '@/api/users/create-user';
import { usersQuery } from '@/api/users/list-users';
import type { UserDetail } from '@/api/types';
import { CopyButton } from '@/components/copy-button';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { AdministratorsAlone } from './administrators-alone';
import { QuotaButton } from './quota-button';
import { ChangeButton, DeleteButton, LinkButton, ResetButton } from './user-actions';

export function UsersPage() {
  return (
    <AdministratorsAlone title="Users">
      <UserAdministration />
    </AdministratorsAlone>
  );
}

/** A password that was just made, and whose it is. */
interface Fresh {
  name: string;
  password: string;
}

function UserAdministration() {
  const [search, setSearch] = useState('');
  const [fresh, setFresh] = useState<Fresh | null>(null);
  const users = useInfiniteQuery(usersQuery(search));
  const items = users.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Users"
        lead="Who may sign in. What they run and lease stands on the page Everybody."
        actions={
          <Link className="button" to="/audit">
            Audit log
          </Link>
        }
      />
      {fresh !== null && <FreshPassword fresh={fresh} onDone={() => setFresh(null)} />}
      <div className="filters">
        <label>
          Name{' '}
          <input type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
        </label>
      </div>
      <div className="columns">
        <section className="grow" aria-label="Users">
          {users.isPending && <Loading what="the users" />}
          {users.isLoadingError && <ProblemNote error={users.error} retry={() => void users.refetch()} />}
          {items.length > 0 && <UserTable users={items} onReset={setFresh} />}
          <LoadMore list={users} />
        </section>
        <CreateUserForm />
      </div>
    </>
  );
}

function FreshPassword({ fresh, onDone }: { fresh: Fresh; onDone: () => void }) {
  return (
    <section className="note note-good" role="status">
      <p className="note-title">
        {fresh.name} can sign in with this password for a day, to choose another. It is shown only now.
      </p>
      <p className="digest">
        <code data-testid="password">{fresh.password}</code>
        <CopyButton text={fresh.password} what="password" />
      </p>
      <button type="button" className="small" onClick={onDone}>
        I have it
      </button>
    </section>
  );
}

function UserTable({ users, onReset }: { users: UserDetail[]; onReset: (fresh: Fresh) => void }) {
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Role</th>
            <th>May sign in</th>
            <th>Last did</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id} aria-label={user.name}>
              <td>
                <Link to={`/everybody?user=${user.name}`}>{user.name}</Link>
              </td>
              <td>{user.role}</td>
              <td>{user.disabled ? 'disabled' : user.mustChangePassword ? 'to choose a password' : 'yes'}</td>
              <td>{user.signedInAt ? <Time at={user.signedInAt} /> : 'never'}</td>
              <td className="cell-actions">
                <ChangeButton user={user} />
                <LinkButton user={user} />
                <QuotaButton user={user} />
                <ResetButton user={user} onReset={(password) => onReset({ name: user.name, password })} />
                {user.disabled && <DeleteButton user={user} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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
      return queryClient.invalidateQueries({ queryKey: ['users'] });
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
