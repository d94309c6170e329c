import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useId } from 'react';
import { useSearchParams } from 'react-router';
import { librariesQuery } from '@/api/libraries/list-libraries';
import { EmptyState } from '@/components/empty-state';
import { FilterSelect } from '@/components/filter-select';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { LibraryTable } from './library-table';
import { PublishForm } from './publish-form';

/** The library OSes that one may run on, and the way to one of one's own. */
export function LibrariesPage() {
  const searchId = useId();
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.get('search') ?? '';
  const mine = parameters.get('whose') === 'mine';
  const asked = useDeferredValue(search);
  const libraries = useInfiniteQuery(librariesQuery({ search: asked.trim(), mine }));
  const items = libraries.data?.pages.flatMap((page) => page.items) ?? [];
  const narrow = (name: string, value: string) =>
    setParameters(
      (old) => {
        if (value === '') old.delete(name);
        else old.set(name, value);
        return old;
      },
      { replace: true },
    );
  return (
    <>
      <PageHead
        title="Library OSes"
        lead="What a program calls its operating system is a library here: published as name@version, and named by a run."
      />
      <div className="columns">
        <section className="grow" aria-label="Shelf">
          <div className="filters shelf-filters">
            <span className="filter">
              <label htmlFor={searchId}>Search</label>
              <input
                id={searchId}
                type="search"
                value={search}
                placeholder="a part of the name"
                onChange={(event) => narrow('search', event.target.value)}
              />
            </span>
            <FilterSelect
              label="Whose"
              value={mine ? 'mine' : ''}
              choices={[
                ['', 'All that I see'],
                ['mine', 'Mine alone'],
              ]}
              onChoose={(whose) => narrow('whose', whose)}
            />
          </div>
          {libraries.isPending && <Loading what="the library OSes" />}
          {libraries.isLoadingError && (
            <ProblemNote error={libraries.error} retry={() => void libraries.refetch()} />
          )}
          {libraries.isSuccess && items.length === 0 && <Nothing narrowed={asked.trim() !== '' || mine} />}
          {items.length > 0 && <LibraryTable libraries={items} />}
          <LoadMore list={libraries} />
        </section>
        <PublishForm />
      </div>
    </>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  if (narrowed) {
    return (
      <EmptyState title="None is like that">
        <p>Look for less of the name, or at all that you see.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="The shelf is empty">
      <p>
        A library OS that is uploaded apart is a bundle of kind <code>libos</code>: a shared object and a manifest. The
        smallest one:
      </p>
      <pre className="sample">{`fugu: 1
name: exos
version: "1.0"
kind: libos
library: {file: exos.so}`}</pre>
      <p>
        Publish it, and runs can name it as <code>exos@1.0</code>. Until then programs have the library OS that is linked
        into them.
      </p>
    </EmptyState>
  );
}
