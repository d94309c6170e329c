import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sessionQuery } from '@/api/session/get-session';
import { EmptyState } from '@/components/empty-state';
import { PageHead } from '@/components/page-head';

/** What only administrators are shown; the service refuses the rest anyway. */
export function AdministratorsAlone({ title, children }: { title: string; children: ReactNode }) {
  const session = useQuery(sessionQuery);
  if (session.data?.user.role === 'admin') return children;
  return (
    <>
      <PageHead title={title} />
      <EmptyState title="Only an administrator sees this page">
        <p>Ask one if you need something done here.</p>
      </EmptyState>
    </>
  );
}
