import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { sessionQuery } from '@/api/session/get-session';
import { noteSignedIn } from '@/api/session/presence';
import { signIn } from '@/api/session/sign-in';
import { signInWaysQuery } from '@/api/session/sign-in-ways';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { ProblemNote } from '@/components/problem-note';
import { localPath } from '@/lib/local-path';

/** Why the way by the identity provider did not end here. */
const FAILURES: Record<string, string> = {
  'not-linked': 'No user here is linked with you. An administrator can do that, and finds you in the audit log.',
  'domain-not-allowed': 'Your e-mail address is not verified, or not of a domain that may come in.',
  'user-disabled': 'An administrator has disabled this user.',
  'provider-unreachable': 'The identity provider does not answer.',
  denied: 'You did not let the identity provider say who you are.',
};

export function SignInPage() {
  const [parameters] = useSearchParams();
  // The identity provider has sent the browser back, with a session.
  useState(() => {
    if (parameters.has('welcome')) noteSignedIn(true);
  });
  const next = localPath(parameters.get('next'));
  const queryClient = useQueryClient();
  const session = useQuery(sessionQuery);
  const provider = useQuery(signInWaysQuery).data?.provider;
  const failed = parameters.get('failed');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const enter = useMutation({
    mutationFn: signIn,
    meta: { inline: true },
    onSuccess: (entered) => queryClient.setQueryData(sessionQuery.queryKey, entered),
  });
  if (session.data) return <Navigate replace to={next} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ name, password });
  };
  return (
    <main className="sign-in">
      <title>Sign in · Fugu</title>
      <form onSubmit={submit} className="card">
        <h1>
          <img src="/favicon.svg" alt="" width="32" height="32" /> Fugu
        </h1>
        <p className="lead">Simulated Fugu multicomputers under an exokernel: exact to the cycle, every time.</p>
        {failed !== null && (
          <p className="note note-bad" role="alert">
            {FAILURES[failed] ?? 'Signing in at the identity provider failed. Try again.'}
          </p>
        )}
        {parameters.has('next') && !enter.isError && <p className="note">Sign in to go on to where you were.</p>}
        <Field label="Name">
          {(control) => (
            <IdentifierInput {...control} value={name} onChange={setName} autoComplete="username" autoFocus />
          )}
        </Field>
        <Field label="Password">
          {(control) => (
            <input
              {...control}
              type="password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              autoComplete="current-password"
              required
            />
          )}
        </Field>
        {enter.isError && <ProblemNote error={enter.error} />}
        <button type="submit" className="primary" disabled={enter.isPending}>
          {enter.isPending ? 'Signing in …' : 'Sign in'}
        </button>
        {provider && (
          <a className="button" href={`${provider.path}?next=${encodeURIComponent(next)}`}>
            Sign in with {provider.name}
          </a>
        )}
        <p className="hint">
          An administrator makes accounts. The first one, <code>admin</code>, is made when the service first starts; its
          password is printed there once.
        </p>
      </form>
    </main>
  );
}
