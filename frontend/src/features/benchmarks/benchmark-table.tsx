import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { historyQuery } from '@/api/benchmarks/get-history';
import { benchmarksQuery } from '@/api/benchmarks/list-benchmarks';
import type { Benchmark, Project } from '@/api/types';
import { Commit } from '@/components/commit';
import { Difference } from '@/components/difference';
import { EmptyState } from '@/components/empty-state';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { count, plural } from '@/lib/format';
import { minus } from '@/lib/int64';
import { Trend } from './trend';

const FIRST_ROWS = 25;

/** A project's benchmarks on its default branch, or on all, each with its last figure and how it came there. */
export function BenchmarkTable({ project }: { project: Project }) {
  const [everywhere, setEverywhere] = useState(false);
  const [all, setAll] = useState(false);
  const list = useQuery(benchmarksQuery(project.id, everywhere ? {} : { branch: project.defaultBranch }));
  const items = list.data?.items ?? [];
  return (
    <section>
      <div className="section-head">
        <h2>Benchmarks</h2>
        <label className="choice-line">
          <input type="checkbox" checked={everywhere} onChange={(event) => setEverywhere(event.target.checked)} /> All
          branches
        </label>
      </div>
      {list.isPending && <Loading what="the benchmarks" />}
      {list.isLoadingError && <ProblemNote error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && (
        <EmptyState title={everywhere ? 'Nothing was measured yet' : `Nothing was measured on ${project.defaultBranch} yet`}>
          <p>
            A pipeline measures: <Link to={`/projects/${project.id}/settings#keys`}>make a run key</Link>, and it shows
            the lines that belong into the pipeline. Its first measurement on <code>{project.defaultBranch}</code> is
            the baseline of what comes after.
          </p>
        </EmptyState>
      )}
      {items.length > 0 && (
        <div className="table-scroll" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Benchmark</th>
                <th scope="col">Branch</th>
                <th scope="col">Machine</th>
                <th scope="col">Measure</th>
                <th scope="col" className="number">
                  Last figure
                </th>
                <th scope="col" className="number">
                  Difference
                </th>
                <th scope="col">Trend</th>
                <th scope="col">Commit</th>
                <th scope="col">Committed</th>
              </tr>
            </thead>
            <tbody>
              {(all ? items : items.slice(0, FIRST_ROWS)).map((benchmark) => (
                <BenchmarkRow
                  key={`${benchmark.name} ${benchmark.branch} ${benchmark.machine} ${benchmark.mesh}`}
                  project={project.id}
                  benchmark={benchmark}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!all && items.length > FIRST_ROWS && (
        <p className="load-more">
          <button type="button" onClick={() => setAll(true)}>
            Show all {plural(items.length, 'benchmark')}
          </button>
        </p>
      )}
    </section>
  );
}

function BenchmarkRow({ project, benchmark }: { project: string; benchmark: Benchmark }) {
  const { name, branch, machine, mesh, latest } = benchmark;
  const measure = benchmark.measures.find((one) => one.name === 'cycles') ?? benchmark.measures[0];
  const history = useQuery({
    ...historyQuery(project, name, { measure: measure?.name ?? '', branch, machine }),
    enabled: measure !== undefined,
  });
  const points = history.data?.points ?? [];
  const last = points.at(-1);
  const series = new URLSearchParams({ branch, machine });
  return (
    <tr>
      <th scope="row">
        <Link to={`/projects/${project}/benchmarks/${encodeURIComponent(name)}?${series}`}>{name}</Link>
      </th>
      <td>{branch}</td>
      <td>
        {machine} {mesh.replace('x', '×')}
      </td>
      <td>
        {measure?.name}
        {benchmark.measures.length > 1 && (
          <span className="hint"> and {benchmark.measures.length - 1} more</span>
        )}
      </td>
      <td className="number">{last !== undefined && count(last.value)}</td>
      <td className="number">
        {last !== undefined && last.difference !== null && (
          <Difference value={last.difference} base={minus(last.value, last.difference)} />
        )}
      </td>
      <td>
        <Trend points={points} />
      </td>
      <td>
        <Commit commit={latest.commit} subject={last?.subject ?? null} />
      </td>
      <td>
        <Time at={latest.committedAt} />
      </td>
    </tr>
  );
}
