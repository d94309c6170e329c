import { Link, useLocation } from 'react-router';
import { EmptyState } from '@/components/empty-state';
import { PageHead } from '@/components/page-head';

export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <>
      <PageHead title="No such page" />
      <EmptyState title="Nothing lives at this address">
        <p>
          <code>{pathname}</code> is no page of this dashboard. Go to the <Link to="/">overview</Link>, your{' '}
          <Link to="/runs">runs</Link>, the <Link to="/bundles">bundles</Link> or the <Link to="/machines">machines</Link>.
        </p>
      </EmptyState>
    </>
  );
}
