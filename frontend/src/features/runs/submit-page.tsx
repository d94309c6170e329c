import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { isLibraryOs } from '@/api/bundles/bundle-kind';
import { bundleQuery } from '@/api/bundles/get-bundle';
import { bundlesQuery } from '@/api/bundles/list-bundles';
import { machinesQuery } from '@/api/machines/list-machines';
import { partitionsQuery } from '@/api/partitions/list-partitions';
import { runQuery } from '@/api/runs/get-run';
import type { Bundle } from '@/api/types';
import { EmptyState } from '@/components/empty-state';
import { Field } from '@/components/field';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { StorageNotice } from '@/components/storage-use';
import { short } from '@/lib/format';
import { draftAgain, draftOf } from './submission-draft';
import { SubmitForm } from './submit-form';

/**
 * Submits a run: of a bundle (`?bundle=`), on a partition (`?partition=`), on a library OS (`?libos=`), or an earlier
 * one `?again=`, with the disk that a run left behind (`?disk=`), for a project (`?project=`).
 */
export function SubmitPage() {
  const [parameters, setParameters] = useSearchParams();
  const again = parameters.get('again');
  const earlier = useQuery({ ...runQuery(again ?? ''), enabled: again !== null });
  const digest = parameters.get('bundle') ?? earlier.data?.bundle.digest ?? null;
  const choose = (chosen: string) =>
    setParameters((old) => {
      old.delete('again'); // Another program's parameters mean nothing to this one.
      if (chosen === '') old.delete('bundle');
      else old.set('bundle', chosen);
      return old;
    });
  return (
    <>
      <PageHead
        title={again === null ? 'Submit a run' : 'Run again'}
        lead="What is left as it is comes from the bundle’s manifest."
      />
      <StorageNotice parts={['keptRuns', 'consoleBytes']} />
      {again !== null && earlier.isError && <ProblemNote error={earlier.error} />}
      {again !== null && earlier.isPending ? (
        <Loading what="the earlier run" />
      ) : (
        <>
          <BundleChoice digest={digest} onChoose={choose} />
          {digest !== null && <ChosenBundle key={digest} digest={digest} again={again} />}
        </>
      )}
    </>
  );
}

function BundleChoice({ digest, onChoose }: { digest: string | null; onChoose: (digest: string) => void }) {
  const bundles = useInfiniteQuery(bundlesQuery);
  if (bundles.isPending) return <Loading what="your bundles" />;
  if (bundles.isLoadingError) return <ProblemNote error={bundles.error} retry={() => void bundles.refetch()} />;
  // A library OS has no program; a run names it beside one that has.
  const items = bundles.data.pages.flatMap((page) => page.items).filter((bundle) => !isLibraryOs(bundle));
  if (items.length === 0) {
    return (
      <EmptyState title="There is nothing to run yet">
        <p>
          <Link to="/bundles">Upload a bundle</Link> first; <code>guest/prebuilt/hello.zip</code> is a good one to begin
          with.
        </p>
      </EmptyState>
    );
  }
  const listed = items.some((bundle) => bundle.digest === digest);
  return (
    <Field label="Bundle" className="field-wide">
      {(control) => (
        <select {...control} value={digest ?? ''} onChange={(event) => onChoose(event.target.value)}>
          <option value="">Choose a bundle …</option>
          {digest !== null && !listed && <option value={digest}>{short(digest)}</option>}
          {items.map((bundle) => (
            <option key={bundle.digest} value={bundle.digest}>
              {bundle.name} {bundle.version} ({short(bundle.digest, 8)})
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ChosenBundle({ digest, again }: { digest: string; again: string | null }) {
  const [parameters] = useSearchParams();
  const bundle = useQuery(bundleQuery(digest));
  const machines = useQuery(machinesQuery);
  const partitions = useQuery(partitionsQuery);
  const earlier = useQuery({ ...runQuery(again ?? ''), enabled: again !== null });
  const failed = [bundle, machines, partitions].find((query) => query.isLoadingError);
  if (failed) return <ProblemNote error={failed.error} retry={() => void failed.refetch()} />;
  if (!bundle.data || !machines.data || !partitions.data) return <Loading what="the bundle" />;
  const leases = partitions.data.items.filter(({ state, kind }) => state === 'active' && kind !== 'shared');
  return (
    <SubmitForm
      bundle={bundle.data}
      machines={machines.data.items}
      partitions={leases}
      initial={initialDraft(bundle.data, earlier.data)}
    />
  );

  function initialDraft(chosen: Bundle, run: typeof earlier.data) {
    const ids = leases.map((lease) => lease.id);
    if (again !== null && run !== undefined) return draftAgain(run, ids, parameters.get('disk'));
    const wanted = parameters.get('partition');
    return draftOf(chosen, wanted !== null && ids.includes(wanted) ? wanted : null, parameters.get('libos'), parameters.get('project'));
  }
}
