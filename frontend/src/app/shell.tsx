import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { NavLink, ScrollRestoration } from 'react-router';
import { sessionQuery } from '@/api/session/get-session';
import { signOut } from '@/api/session/sign-out';
import type { User } from '@/api/types';

/** What surrounds every page: the way to the others, and out. */
export function Shell({ user, children }: { user: User; children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="top">
        <NavLink to="/" className="brand" end>
          <img src="/favicon.svg" alt="" width="24" height="24" /> Fugu
        </NavLink>
        <nav aria-label="Main">
          <NavLink to="/runs">Runs</NavLink>
          <NavLink to="/run-sets">Run-sets</NavLink>
          <NavLink to="/co-runs">Co-runs</NavLink>
          <NavLink to="/projects">Projects</NavLink>
          <NavLink to="/bundles">Bundles</NavLink>
          <NavLink to="/libraries">Library OSes</NavLink>
          <NavLink to="/machines">Machines</NavLink>
          <NavLink to="/keys">API keys</NavLink>
          <NavLink to="/status">Status</NavLink>
          {user.role === 'admin' && <NavLink to="/users">Users</NavLink>}
          {user.role === 'admin' && <NavLink to="/everybody">Everybody</NavLink>}
        </nav>
        <div className="who">
          <NavLink to="/account" title={`Your account; role: ${user.role}`}>
            {user.name}
          </NavLink>
          <SignOutButton />
        </div>
      </header>
      <main id="content" className="page" tabIndex={-1}>
        {children}
      </main>
      <ScrollRestoration />
    </>
  );
}

function SignOutButton() {
  const queryClient = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      queryClient.setQueryData(sessionQuery.queryKey, null);
      // Nothing of this user may be seen by the next one at this browser.
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionQuery.queryKey[0] });
    },
  });
  return (
    <button type="button" className="small quiet" disabled={leave.isPending} onClick={() => leave.mutate()}>
      Sign out
    </button>
  );
}
