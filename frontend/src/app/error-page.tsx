import { useRouteError } from 'react-router';
import { ProblemNote } from '@/components/problem-note';

/** Where an error lands that no page caught: a fault of the dashboard itself. */
export function ErrorPage() {
  const error = useRouteError();
  return (
    <main className="page">
      <ProblemNote error={error} retry={() => window.location.reload()} />
    </main>
  );
}
