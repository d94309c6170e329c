import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { bundlesQuery } from '@/api/bundles/list-bundles';
import { machinesQuery } from '@/api/machines/list-machines';
import { partitionsQuery } from '@/api/partitions/list-partitions';
import { runsQuery } from '@/api/runs/list-runs';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { RunTable } from '@/components/run-table';
import { StorageCard } from '@/components/storage-use';

/** The overview: the latest runs, and for who has none yet, the way to the first one. */
export function HomePage() {
  const runs = useInfiniteQuery(runsQuery({}, 8));
  const items = runs.data?.pages[0]?.items ?? [];
  return (
    <>
      <PageHead
        title="Overview"
        actions={
          <Link className="button primary" to="/runs/new">
            Submit a run
          </Link>
        }
      />
      <Standing />
      {runs.isPending && <Loading what="your runs" />}
      {runs.isLoadingError && <ProblemNote error={runs.error} retry={() => void runs.refetch()} />}
      {runs.isSuccess && items.length === 0 && <FirstSteps />}
      {items.length > 0 && (
        <section>
          <div className="section-head">
            <h2>Latest runs</h2>
            <Link to="/runs">All runs</Link>
          </div>
          <RunTable runs={items} />
        </section>
      )}
      <StorageCard />
    </>
  );
}

/** What there is, in a line of cards. */
function Standing() {
  const machines = useQuery(machinesQuery);
  const partitions = useQuery(partitionsQuery);
  const bundles = useInfiniteQuery(bundlesQuery);
  const leases = partitions.data?.items.filter((lease) => lease.state === 'active');
  const leased = leases?.[0];
  const stored = bundles.data?.pages[0];
  return (
    <div className="cards cards-short">
      {machines.data && (
        <Link className="card card-link" to="/machines">
          <span className="card-name">Machines</span>
          <span className="card-figure">{machines.data.items.length}</span>
          <span className="hint">to lease and run on</span>
        </Link>
      )}
      {leases && (
        <Link className="card card-link" to={leased === undefined ? '/machines' : `/machines/${leased.machine}`}>
          <span className="card-name">My partitions</span>
          <span className="card-figure">{leases.length}</span>
          <span className="hint">{leases.length === 1 ? 'active lease' : 'active leases'}</span>
        </Link>
      )}
      {stored && (
        <Link className="card card-link" to="/bundles">
          <span className="card-name">My bundles</span>
          <span className="card-figure">
            {stored.items.length}
            {stored.nextCursor ? '+' : ''}
          </span>
          <span className="hint">stored by digest</span>
        </Link>
      )}
    </div>
  );
}

function FirstSteps() {
  return (
    <section className="empty">
      <p className="empty-title">Three steps to a first result</p>
      <ol className="steps">
        <li>
          <Link to="/bundles">Upload a bundle.</Link> <code>guest/prebuilt/hello.zip</code> is ready to use.
        </li>
        <li>
          <Link to="/runs/new">Submit a run.</Link> The manifest has sensible defaults for everything.
        </li>
        <li>Watch its console, and read cycles and messages that will be the same tomorrow, on any host.</li>
      </ol>
    </section>
  );
}
