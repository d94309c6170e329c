import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { librariesQuery } from '@/api/libraries/list-libraries';
import type { Library } from '@/api/types';
import { Digest } from '@/components/digest';
import { EmptyState } from '@/components/empty-state';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { bytes } from '@/lib/format';
import { audienceText } from './audience';
import { LibraryBadge } from './library-badge';
import { RetireButton, ShareButton } from './version-actions';

/** The versions of one library OS, side by side. */
export function LibraryPage() {
  const { name = '' } = useParams();
  const versions = useInfiniteQuery(librariesQuery({ name }));
  const items = versions.data?.pages.flatMap((page) => page.items) ?? [];
  const owner = items[0];
  return (
    <>
      <PageHead
        title={name}
        lead={owner && <>A library OS of {owner.mine ? 'yours' : owner.owner}, the newest version first.</>}
        actions={
          <Link className="button" to="/libraries">
            All library OSes
          </Link>
        }
      />
      {versions.isPending && <Loading what="its versions" />}
      {versions.isLoadingError && <ProblemNote error={versions.error} retry={() => void versions.refetch()} />}
      {versions.isSuccess && items.length === 0 && (
        <EmptyState title="There is none of that name that you can see">
          <p>
            Its owner may have published it for others alone. <Link to="/libraries">Look at those that you see.</Link>
          </p>
        </EmptyState>
      )}
      {items.map((version) => (
        <Version key={version.libos} version={version} />
      ))}
      <LoadMore list={versions} />
    </>
  );
}

function Version({ version }: { version: Library }) {
  return (
    <section className="card library-version" aria-label={version.libos}>
      <header>
        <h2>
          {version.libos} <LibraryBadge library={version} />
        </h2>
        <div className="actions">
          {version.mine && <ShareButton library={version} />}
          {version.mine && <RetireButton library={version} />}
          {version.retiredAt === null && (
            <Link className="button small primary" to={`/runs/new?libos=${encodeURIComponent(version.libos)}`}>
              Run on it
            </Link>
          )}
        </div>
      </header>
      <dl className="facts facts-columns">
        <div>
          <dt>For</dt>
          <dd>{audienceText(version)}</dd>
        </div>
        <div>
          <dt>Published</dt>
          <dd>
            <Time at={version.publishedAt} />
          </dd>
        </div>
        {version.retiredAt !== null && (
          <div>
            <dt>Retired</dt>
            <dd>
              <Time at={version.retiredAt} />: it takes no new runs
            </dd>
          </div>
        )}
        <div>
          <dt>Size</dt>
          <dd>{bytes(version.size)}</dd>
        </div>
        <div>
          <dt>Content</dt>
          <dd>
            <Digest value={version.bundle} what="digest" />
          </dd>
        </div>
      </dl>
    </section>
  );
}
