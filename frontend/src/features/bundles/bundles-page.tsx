import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { isLibraryOs } from '@/api/bundles/bundle-kind';
import { bundlesQuery } from '@/api/bundles/list-bundles';
import type { Bundle } from '@/api/types';
import { EmptyState } from '@/components/empty-state';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { StorageNotice } from '@/components/storage-use';
import { Time } from '@/components/time';
import { bytes, short } from '@/lib/format';
import { DeleteBundleButton } from './delete-bundle-button';
import { UploadZone } from './upload-zone';

export function BundlesPage() {
  const bundles = useInfiniteQuery(bundlesQuery);
  const items = bundles.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead title="Bundles" lead="Programs for the machine, with the manifest that says how to run them." />
      <StorageNotice parts={['bundleBytes']} />
      <UploadZone />
      {bundles.isPending && <Loading what="your bundles" />}
      {bundles.isLoadingError && <ProblemNote error={bundles.error} retry={() => void bundles.refetch()} />}
      {bundles.isSuccess && items.length === 0 && <NoBundles />}
      {items.length > 0 && <BundleTable bundles={items} />}
      <LoadMore list={bundles} />
    </>
  );
}

function NoBundles() {
  return (
    <EmptyState title="No bundles yet">
      <p>
        A bundle is a zip with <code>fugu.yaml</code> at its root and one or more RISC-V programs. Ready ones come with
        the product: try <code>guest/prebuilt/hello.zip</code>.
      </p>
      <p>
        A lone ELF program is taken too: it becomes a bundle that runs with the defaults.
      </p>
      <p>
        To make your own, put a folder together and run <code>./fugu pack DIR</code>. The smallest manifest:
      </p>
      <pre className="sample">{`fugu: 1
name: hello
version: 1.0.0
programs:
  hello: {file: hello.elf}
run: {program: hello, machine: fugu, mesh: 1x1}`}</pre>
    </EmptyState>
  );
}

function BundleTable({ bundles }: { bundles: Bundle[] }) {
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Version</th>
            <th>Programs</th>
            <th>Mesh</th>
            <th className="number">Size</th>
            <th>Digest</th>
            <th>Uploaded</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {bundles.map((bundle) => (
            <tr key={bundle.digest}>
              <td>
                <Link to={`/bundles/${bundle.digest}`}>{bundle.name}</Link>
              </td>
              <td>{bundle.version}</td>
              <td>{isLibraryOs(bundle) ? <span className="tag">library OS</span> : bundle.programs.join(', ')}</td>
              <td>{isLibraryOs(bundle) ? '' : bundle.run.mesh.replace('x', '×')}</td>
              <td className="number">{bytes(bundle.size)}</td>
              <td>
                <code title={bundle.digest}>{short(bundle.digest)}</code>
              </td>
              <td>
                <Time at={bundle.uploadedAt} />
              </td>
              <td className="cell-actions">
                <div className="actions">
                  {isLibraryOs(bundle) ? (
                    <Link className="button small" to={`/libraries?bundle=${bundle.digest}`}>
                      Publish
                    </Link>
                  ) : (
                    <Link className="button small" to={`/runs/new?bundle=${bundle.digest}`}>
                      Run
                    </Link>
                  )}
                  <DeleteBundleButton bundle={bundle} className="small danger" />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
