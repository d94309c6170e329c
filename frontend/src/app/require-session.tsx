import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from 'react-router';
import { sessionQuery } from '@/api/session/get-session';
import { ChoosePasswordPage } from '@/features/account/choose-password-page';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { Shell } from './shell';

/** Lets nobody past who is not signed in, and brings them back to where they wanted to go. */
export function RequireSession() {
  const session = useQuery(sessionQuery);
  const { pathname, search, hash } = useLocation();
  if (session.isPending) return <Loading what="the session" />;
  if (session.isError) {
    return (
      <main className="page">
        <ProblemNote error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === null) {
    const wanted = pathname + search + hash;
    return <Navigate replace to={wanted === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wanted)}`} />;
  }
  if (session.data.mustChangePassword) return <ChoosePasswordPage />;
  return (
    <Shell user={session.data.user}>
      <Outlet />
    </Shell>
  );
}
