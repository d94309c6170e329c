import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeUser, deleteUser, linkIdentity, resetPassword, unlinkIdentity } from '@/api/users/change-user';
import { signInWaysQuery } from '@/api/session/sign-in-ways';
import { taggedUserQuery } from '@/api/users/list-users';
import type { UserChange, UserDetail } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';

/** Changes a role, and lets somebody in or keeps them out. */
export function ChangeButton({ user }: { user: UserDetail }) {
  const [open, setOpen] = useState(false);
  const leave = () => setOpen(false);
  return (
    <>
      <button type="button" className="small" aria-label={`Change ${user.name}`} onClick={() => setOpen(true)}>
        Change
      </button>
      <Dialog title={`Change ${user.name}`} open={open} onClose={leave}>
        <ChangeDialog id={user.id} onLeave={leave} />
      </Dialog>
    </>
  );
}

/** Shows the user as they are when the dialog is opened: a change since is noticed. */
function ChangeDialog({ id, onLeave }: { id: string; onLeave: () => void }) {
  const seen = useQuery(taggedUserQuery(id));
  if (seen.isPending) return <Loading what="the user" />;
  if (seen.isError) return <ProblemNote error={seen.error} retry={() => void seen.refetch()} />;
  return <ChangeForm user={seen.data.value} tag={seen.data.tag} onLeave={onLeave} />;
}

function ChangeForm({ user, tag, onLeave }: { user: UserDetail; tag: string; onLeave: () => void }) {
  const queryClient = useQueryClient();
  const [role, setRole] = useState<UserChange['role']>(user.role === 'admin' ? 'admin' : 'user');
  const [disabled, setDisabled] = useState(user.disabled);
  const change = useMutation({
    mutationFn: () => changeUser(user.id, tag, { role, disabled }),
    meta: { inline: true },
    onSuccess: (changed) => {
      onLeave();
      toastDone(`${changed.name} is ${changed.disabled ? 'disabled' : `enabled, as ${changed.role}`}.`);
      return queryClient.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <RequestForm
      className="dialog-form"
      request={change}
      onSubmit={() => change.mutate()}
      submit="Change"
      buttons={(submit) => (
        <div className="actions">
          <button type="button" onClick={onLeave}>
            Keep
          </button>
          {submit}
        </div>
      )}
    >
      {(problem) => (
        <>
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
          <label className="choice-line">
            <input type="checkbox" checked={disabled} onChange={(event) => setDisabled(event.target.checked)} /> Disabled
          </label>
          <p className="hint">
            Who is disabled is signed out everywhere, and no key of theirs works. Their runs are canceled and their leases
            released; nothing else is lost.
          </p>
        </>
      )}
    </RequestForm>
  );
}

/** Makes a password that the user has to replace. */
export function ResetButton({ user, onReset }: { user: UserDetail; onReset: (password: string) => void }) {
  const queryClient = useQueryClient();
  const reset = useMutation({
    mutationFn: () => resetPassword(user.id),
    onSuccess: (made) => {
      onReset(made.password);
      return queryClient.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <ConfirmButton
      className="small"
      question={`Reset the password of ${user.name}?`}
      consequence="The old one is refused from now on, and they are signed out everywhere. API keys stay."
      confirm="Reset"
      label={`Reset the password of ${user.name}`}
      disabled={reset.isPending}
      onConfirm={() => reset.mutate()}
    >
      Reset password
    </ConfirmButton>
  );
}

/** Says who the user is at the identity provider, where there is one. */
export function LinkButton({ user }: { user: UserDetail }) {
  const [open, setOpen] = useState(false);
  const provider = useQuery(signInWaysQuery).data?.provider;
  const queryClient = useQueryClient();
  const unlink = useMutation({
    mutationFn: () => unlinkIdentity(user.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['users'] }),
  });
  if (user.identity) {
    return (
      <ConfirmButton
        className="small"
        question={`Take the link of ${user.name} away?`}
        consequence={`They are ${user.identity.subject} at ${user.identity.issuer}. They are signed out everywhere.`}
        confirm="Unlink"
        label={`Unlink ${user.name}`}
        disabled={unlink.isPending}
        onConfirm={() => unlink.mutate()}
      >
        Unlink
      </ConfirmButton>
    );
  }
  if (!provider) return null;
  const leave = () => setOpen(false);
  return (
    <>
      <button type="button" className="small" aria-label={`Link ${user.name}`} onClick={() => setOpen(true)}>
        Link
      </button>
      <Dialog title={`Link ${user.name} with ${provider.name}`} open={open} onClose={leave}>
        <LinkForm user={user} onLeave={leave} />
      </Dialog>
    </>
  );
}

function LinkForm({ user, onLeave }: { user: UserDetail; onLeave: () => void }) {
  const queryClient = useQueryClient();
  const [subject, setSubject] = useState('');
  const link = useMutation({
    mutationFn: () => linkIdentity(user.id, subject),
    meta: { inline: true },
    onSuccess: () => {
      onLeave();
      toastDone(`${user.name} is linked.`);
      return queryClient.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <RequestForm
      className="dialog-form"
      request={link}
      onSubmit={() => link.mutate()}
      submit="Link"
      buttons={(submit) => (
        <div className="actions">
          <button type="button" onClick={onLeave}>
            Keep
          </button>
          {submit}
        </div>
      )}
    >
      {(problem) => (
        <Field
          label="Subject"
          hint="What the provider calls them for ever (sub). The audit log has it after they tried to sign in."
          error={problem?.at('/subject')}
        >
          {(control) => <IdentifierInput {...control} value={subject} onChange={setSubject} required />}
        </Field>
      )}
    </RequestForm>
  );
}

/** Deletes somebody who is disabled: first without what they have, so that it is said what that is. */
export function DeleteButton({ user }: { user: UserDetail }) {
  const [open, setOpen] = useState(false);
  const leave = () => setOpen(false);
  return (
    <>
      <button type="button" className="small danger" aria-label={`Delete ${user.name}`} onClick={() => setOpen(true)}>
        Delete
      </button>
      <Dialog title={`Delete ${user.name}?`} open={open} onClose={leave}>
        <DeleteForm user={user} onLeave={leave} />
      </Dialog>
    </>
  );
}

function DeleteForm({ user, onLeave }: { user: UserDetail; onLeave: () => void }) {
  const queryClient = useQueryClient();
  const [cascade, setCascade] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteUser(user.id, cascade),
    meta: { inline: true },
    onSuccess: () => {
      onLeave();
      toastDone(`${user.name} is deleted.`);
      return queryClient.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <RequestForm
      className="dialog-form"
      request={remove}
      onSubmit={() => remove.mutate()}
      submit="Delete"
      buttons={(submit) => (
        <div className="actions">
          <button type="button" onClick={onLeave}>
            Keep
          </button>
          {submit}
        </div>
      )}
    >
      {() => (
        <>
          <p>A deleted user cannot be brought back. The name is free for somebody else.</p>
          <label className="choice-line">
            <input type="checkbox" checked={cascade} onChange={(event) => setCascade(event.target.checked)} /> With all
            that they have
          </label>
        </>
      )}
    </RequestForm>
  );
}
