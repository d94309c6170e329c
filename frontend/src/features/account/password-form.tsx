import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '@/api/session/get-session';
import { changePassword } from '@/api/users/change-user';
import { Field } from '@/components/field';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';

/** Changes one's own password. */
export function PasswordForm() {
  const queryClient = useQueryClient();
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [revokeKeys, setRevokeKeys] = useState(false);
  const change = useMutation({
    mutationFn: () => changePassword({ oldPassword: old, newPassword: next, revokeKeys }),
    meta: { inline: true },
    onSuccess: () => {
      toastDone('Your password is changed. Other browsers are signed out.');
      setOld('');
      setNext('');
      setAgain('');
      return queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const differs = again !== '' && again !== next;
  return (
    <RequestForm
      className="password-form"
      request={change}
      onSubmit={() => change.mutate()}
      submit="Change password"
      disabled={next === '' || again !== next}
    >
      {(problem) => (
        <>
          <Field label="Old password" error={problem?.at('/oldPassword')}>
            {(control) => (
              <input
                {...control}
                type="password"
                value={old}
                onChange={(event) => setOld(event.target.value)}
                autoComplete="current-password"
                required
              />
            )}
          </Field>
          <Field label="New password" hint="At least 12 characters." error={problem?.at('/newPassword')}>
            {(control) => (
              <input
                {...control}
                type="password"
                value={next}
                onChange={(event) => setNext(event.target.value)}
                autoComplete="new-password"
                required
              />
            )}
          </Field>
          <Field label="Once more" error={differs ? 'is not the same' : null}>
            {(control) => (
              <input
                {...control}
                type="password"
                value={again}
                onChange={(event) => setAgain(event.target.value)}
                autoComplete="new-password"
                required
              />
            )}
          </Field>
          <label className="choice-line">
            <input type="checkbox" checked={revokeKeys} onChange={(event) => setRevokeKeys(event.target.checked)} />{' '}
            Revoke my API keys too
          </label>
        </>
      )}
    </RequestForm>
  );
}
