import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Finding, Report, Why } from '@/api/comparisons/documents';
import { comparisonQuery } from '@/api/comparisons/get-comparison';
import { flamesAddress, flamesQuery, reportAddress, reportQuery } from '@/api/comparisons/get-documents';
import { isOver } from '@/api/runs/lifecycle';
import type { BenchmarkComparison, Project } from '@/api/types';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { useProject } from '@/components/use-project';
import { sentence, short } from '@/lib/format';
import { Causes } from './causes';
import { Differences } from './differences';
import { FindingsTable } from './findings-table';
import { FlameGraph } from './flame-graph';
import { flameTree } from './flame-tree';
import { VerdictBadge } from './verdict-badge';

/** What one version's figures are beside another's, and why. */
export function ComparisonPage() {
  const project = useProject();
  const { comparison: id = '' } = useParams();
  const comparison = useQuery(comparisonQuery(project.id, id));
  if (comparison.isPending) return <Loading what="the comparison" />;
  if (comparison.isLoadingError) {
    return (
      <>
        <PageHead title="Comparison" />
        <ProblemNote error={comparison.error} retry={() => void comparison.refetch()} />
      </>
    );
  }
  return <Detail key={id} project={project} comparison={comparison.data} />;
}

function Detail({ project, comparison }: { project: Project; comparison: BenchmarkComparison }) {
  const { id, baseCommit, headCommit, branch, pullRequest, state, waitingFor } = comparison;
  return (
    <>
      <PageHead
        title={`${short(baseCommit, 10)} → ${short(headCommit, 10)}`}
        aside={<VerdictBadge comparison={comparison} />}
        lead={
          <>
            <code>{id}</code> · {branch}
            {pullRequest !== null && `, #${pullRequest}`} · made <Time at={comparison.createdAt} /> · thresholds of{' '}
            {comparison.thresholds}
            {comparison.exitCode !== null && ` · exit code ${comparison.exitCode}`}
          </>
        }
      />
      {!isOver(state) && (
        <div className="note" role="status">
          <p>
            {state === 'queued'
              ? `It waits for ${waitingFor ?? 'a worker'}.`
              : 'Both versions are compared; where something is worse they are run again to explain it.'}{' '}
            This page shows it as soon as it is there.
          </p>
        </div>
      )}
      {isOver(state) && state !== 'finished' && (
        <div className="note note-bad" role="alert">
          <p className="note-title">
            {comparison.failure === null ? 'It did not come to a comparison.' : sentence(comparison.failure)}
          </p>
          <p>
            Look at the <Link to={`/projects/${project.id}`}>last measurements</Link>, and start the pipeline again.
          </p>
        </div>
      )}
      {state === 'finished' && <Finished project={project.id} comparison={comparison} />}
    </>
  );
}

function Finished({ project, comparison }: { project: string; comparison: BenchmarkComparison }) {
  const report = useQuery(reportQuery(project, comparison.id));
  if (report.isPending) return <Loading what="the report" />;
  if (report.isLoadingError) return <ProblemNote error={report.error} retry={() => void report.refetch()} />;
  return (
    <>
      <Acknowledged names={comparison.acknowledge} />
      {report.data.otherEpoch && (
        <div className="note note-warn">
          <p>
            The two were measured by different versions of the machine, so their figures cannot be compared. Measure the
            base again.
          </p>
        </div>
      )}
      <FindingsTable findings={report.data.findings} historyOf={(finding) => historyOf(project, comparison, finding)} />
      {report.data.explanations.map((why) => (
        <Explained key={why.benchmark} project={project} comparison={comparison.id} why={why} />
      ))}
      <NotExplained report={report.data} why={comparison.unexplained} />
      <Sides report={report.data} address={reportAddress(project, comparison.id)} />
    </>
  );
}

function historyOf(project: string, { branch }: BenchmarkComparison, { benchmark, measure }: Finding): string {
  const series = new URLSearchParams({ branch, ...(measure !== null && { measure }) });
  return `/projects/${project}/benchmarks/${encodeURIComponent(benchmark)}?${series}`;
}

function Acknowledged({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="note">
      Acknowledged on the command line:{' '}
      {names.map((name, place) => (
        <span key={name}>
          {place > 0 && ', '}
          <code>{name}</code>
        </span>
      ))}
      . What went away under these names does not shut the gate.
    </p>
  );
}

/** Why one benchmark moved, with the flame graph of it. */
function Explained({ project, comparison, why }: { project: string; comparison: string; why: Why }) {
  const { benchmark } = why;
  const flames = useQuery(flamesQuery(project, comparison, benchmark));
  const tree = flames.data ? flameTree(flames.data, benchmark) : null;
  return (
    <section className="card explained" aria-label={`Why ${benchmark} moved`}>
      <div className="section-head">
        <h2>Why {benchmark} moved</h2>
        {flames.data && (
          <a
            className="button small"
            href={flamesAddress(project, comparison, benchmark)}
            download={`${benchmark}.speedscope.json`}
          >
            Download for speedscope
          </a>
        )}
      </div>
      <Causes why={why} />
      {flames.isPending && <Loading what="the flame graph" />}
      {flames.isLoadingError && <ProblemNote error={flames.error} retry={() => void flames.refetch()} />}
      {tree !== null && (
        <>
          <h3>Flame graph</h3>
          <FlameGraph root={tree} />
        </>
      )}
      <Differences project={project} comparison={comparison} benchmark={benchmark} />
    </section>
  );
}

/** @param why something that is worse was not explained, if the service tried */
function NotExplained({ report, why }: { report: Report; why: string | null }) {
  const worse = report.findings.some(({ kind }) => kind === 'regression');
  if (why === null && (!worse || report.explanations.length > 0)) return null;
  return (
    <p className="note">
      {why === null ? 'What is worse was not explained: nobody asked for it.' : `${why}.`} With both bundles at hand,{' '}
      <code>./fugu bench explain</code> says why, without a bound.
    </p>
  );
}

function Sides({ report, address }: { report: Report; address: string }) {
  const sides = [
    ['Base', report.base],
    ['Head', report.head],
  ] as const;
  return (
    <section className="card" aria-label="Bundles">
      <div className="section-head">
        <h2>What was compared</h2>
        <a className="button small" href={address} download="comparison.json">
          Download the report
        </a>
      </div>
      <dl className="facts facts-near">
        {sides.map(([name, side]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {side === null ? (
                'none'
              ) : (
                <>
                  {side.bundle} {side.bundleVersion} <code title={side.bundleDigest}>{short(side.bundleDigest)}</code>
                  {side.libos != null && (
                    <>
                      {' '}
                      on {side.libos.name}@{side.libos.version}{' '}
                      <code title={side.libos.digest}>{short(side.libos.digest)}</code>
                    </>
                  )}
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
