import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { isLibraryOs } from '@/api/bundles/bundle-kind';
import { bundleQuery } from '@/api/bundles/get-bundle';
import type { Bundle, DefaultLimits } from '@/api/types';
import { Digest } from '@/components/digest';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { formatArguments } from '@/lib/arguments';
import { bytes, count } from '@/lib/format';
import { DeleteBundleButton } from './delete-bundle-button';

export function BundlePage() {
  const { digest = '' } = useParams();
  const bundle = useQuery(bundleQuery(digest));
  if (bundle.isPending) return <Loading what="the bundle" />;
  if (bundle.isError) {
    return (
      <>
        <PageHead title="Bundle" />
        <ProblemNote error={bundle.error} retry={() => void bundle.refetch()} />
      </>
    );
  }
  return <BundleDetail bundle={bundle.data} />;
}

function BundleDetail({ bundle }: { bundle: Bundle }) {
  const navigate = useNavigate();
  return (
    <>
      <PageHead
        title={bundle.name}
        aside={<span className="version">{bundle.version}</span>}
        lead={
          <>
            {bytes(bundle.size)}, uploaded <Time at={bundle.uploadedAt} />
          </>
        }
        actions={
          <>
            <DeleteBundleButton
              bundle={bundle}
              className="danger"
              onDeleted={() => navigate('/bundles', { replace: true })}
            />
            <a className="button" href={`/api/v1/bundles/${bundle.digest}/archive`} download>
              Download
            </a>
            {isLibraryOs(bundle) ? (
              <Link className="button primary" to={`/libraries?bundle=${bundle.digest}`}>
                Publish this
              </Link>
            ) : (
              <>
                <Link className="button" to={`/runs?bundle=${bundle.digest}`}>
                  Its runs
                </Link>
                <Link className="button primary" to={`/runs/new?bundle=${bundle.digest}`}>
                  Run this
                </Link>
              </>
            )}
          </>
        }
      />
      <p>
        <Digest value={bundle.digest} what="digest" />
      </p>
      {isLibraryOs(bundle) ? <LibraryNote bundle={bundle} /> : <ProgramCards bundle={bundle} />}
    </>
  );
}

function LibraryNote({ bundle }: { bundle: Bundle }) {
  return (
    <div className="note">
      <p>
        It is a library OS, and has no programs. Once <Link to={`/libraries?bundle=${bundle.digest}`}>published</Link>,
        runs can name it as{' '}
        <code>
          {bundle.name}@{bundle.version}
        </code>
        .
      </p>
    </div>
  );
}

function ProgramCards({ bundle }: { bundle: Bundle }) {
  return (
      <div className="cards">
        <section className="card">
          <h2>Programs</h2>
          <ul className="plain">
            {bundle.programs.map((program) => (
              <li key={program}>
                <code>{program}</code>{' '}
                {program === bundle.run.program && <span className="tag">runs by default</span>}
              </li>
            ))}
          </ul>
        </section>
        <section className="card">
          <h2>Run defaults</h2>
          <Defaults bundle={bundle} />
        </section>
        <section className="card">
          <h2>Benchmarks</h2>
          {bundle.benchmarks.length === 0 ? (
            <p className="hint">
              None declared. A <code>benchmarks</code> list in <code>fugu.yaml</code> lets <code>./fugu bench run</code>{' '}
              watch figures from change to change.
            </p>
          ) : (
            <ul className="plain">
              {bundle.benchmarks.map((name) => (
                <li key={name}>
                  <code>{name}</code>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
  );
}

function Defaults({ bundle: { run, libos } }: { bundle: Bundle }) {
  const rows: [string, ReactNode][] = [
    ['Program', run.program],
    ['Machine', run.machine],
    ['Mesh', run.mesh],
    ['Library OS', libos],
    ['Arguments', run.args.length > 0 ? <code>{formatArguments(run.args)}</code> : 'none'],
    ...limitRows(run.limits),
  ];
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function limitRows(limits: DefaultLimits): [string, ReactNode][] {
  return [
    ['Cycle limit', limits.cycles && count(limits.cycles)],
    ['Instruction limit', limits.instructions && count(limits.instructions)],
    ['Console limit', limits.consoleBytes && bytes(limits.consoleBytes)],
    ['Memory of a node', limits.memoryBytes && bytes(limits.memoryBytes)],
  ].filter((row): row is [string, string] => Boolean(row[1]));
}
