import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { historyQuery, type Series } from '@/api/benchmarks/get-history';
import { benchmarksQuery } from '@/api/benchmarks/list-benchmarks';
import type { Benchmark, History, HistoryPoint, Project } from '@/api/types';
import { Commit } from '@/components/commit';
import { CompareButton } from '@/components/compare-button';
import { Difference } from '@/components/difference';
import { EmptyState } from '@/components/empty-state';
import { FilterSelect } from '@/components/filter-select';
import { Loading } from '@/components/loading';
import { PageHead } from '@/components/page-head';
import { ProblemNote } from '@/components/problem-note';
import { Time } from '@/components/time';
import { mayWrite, useProject } from '@/components/use-project';
import { count, plural, short } from '@/lib/format';
import { minus } from '@/lib/int64';
import { HistoryPlot } from './history-plot';
import { HistoryTable } from './history-table';

/** What became of a benchmark's figures, commit by commit. */
export function BenchmarkPage() {
  const project = useProject();
  const { name = '' } = useParams();
  const list = useQuery(benchmarksQuery(project.id, { name }));
  const entries = list.data?.items ?? [];
  return (
    <>
      <PageHead title={name} lead="Every figure is exact: what moved, moved." />
      {list.isPending && <Loading what="the benchmark" />}
      {list.isLoadingError && <ProblemNote error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && entries.length === 0 && (
        <EmptyState title="No figures of this name">
          <p>
            Nothing that was measured in this project has a benchmark <code>{name}</code>. It appears with the first
            measurement that ends well.
          </p>
        </EmptyState>
      )}
      {entries.length > 0 && <Figures key={name} project={project} entries={entries} />}
    </>
  );
}

/** Chosen in the address, so that a link leads to the same series. */
function useSeries(entries: Benchmark[], defaultBranch: string) {
  const [parameters, setParameters] = useSearchParams();
  const branches = [...new Set(entries.map(({ branch }) => branch))];
  const branch = known(parameters.get('branch'), branches) ?? known(defaultBranch, branches) ?? branches[0] ?? '';
  const onBranch = entries.filter((entry) => entry.branch === branch);
  const machines = [...new Set(onBranch.map((entry) => entry.machine))];
  const machine = known(parameters.get('machine'), machines) ?? machines[0] ?? '';
  const measures = [
    ...new Set(
      onBranch.filter((entry) => entry.machine === machine).flatMap((entry) => entry.measures.map((each) => each.name)),
    ),
  ];
  const measure = known(parameters.get('measure'), measures) ?? known('cycles', measures) ?? measures[0] ?? '';
  const choose = (change: Partial<Series>) =>
    setParameters({ branch, machine, measure, ...change }, { replace: true });
  return { series: { branch, machine, measure }, branches, machines, measures, choose };
}

function known(wanted: string | null, names: string[]): string | null {
  return wanted !== null && names.includes(wanted) ? wanted : null;
}

function named(names: string[]) {
  return names.map((name) => [name, name] as const);
}

function Figures({ project, entries }: { project: Project; entries: Benchmark[] }) {
  const { series, branches, machines, measures, choose } = useSeries(entries, project.defaultBranch);
  const name = entries[0]?.name ?? '';
  const history = useQuery({ ...historyQuery(project.id, name, series), placeholderData: keepPreviousData });
  return (
    <>
      <div className="filters">
        <FilterSelect label="Branch" value={series.branch} choices={named(branches)} onChoose={(branch) => choose({ branch })} />
        <FilterSelect label="Machine" value={series.machine} choices={named(machines)} onChoose={(machine) => choose({ machine })} />
        <FilterSelect label="Measure" value={series.measure} choices={named(measures)} onChoose={(measure) => choose({ measure })} />
      </div>
      {history.isPending && <Loading what="its history" />}
      {history.isLoadingError && <ProblemNote error={history.error} retry={() => void history.refetch()} />}
      {history.isSuccess && history.data.points.length === 0 && (
        <EmptyState title="No figures of this choice yet">
          <p>Choose another branch, machine or measure; or wait until a measurement has ended.</p>
        </EmptyState>
      )}
      {history.isSuccess && history.data.points.length > 0 && (
        <HistoryCards key={JSON.stringify(series)} project={project} history={history.data} />
      )}
    </>
  );
}

function HistoryCards({ project, history }: { project: Project; history: History }) {
  const last = history.points.length - 1;
  const [wanted, setChosen] = useState(last);
  const chosen = Math.min(wanted, last);
  const point = history.points[chosen];
  return (
    <>
      <section className="card" aria-label="History">
        <div className="section-head">
          <h2>
            {history.measure} on {history.branch}
          </h2>
          <span className="hint">
            {history.machine} {history.mesh.replace('x', '×')} · {plural(history.points.length, 'measurement')}
          </span>
        </div>
        <HistoryPlot history={history} chosen={chosen} onChoose={setChosen} />
        {point !== undefined && <Reading point={point} unit={history.unit} />}
        <p className="hint">
          ▲ more than at the commit before, ▼ fewer; a dot: the same. At a dashed line an epoch begins: its figures
          cannot be compared with others. The axis does not begin at 0.
        </p>
      </section>
      <HistoryTable
        history={history}
        chosen={chosen}
        {...(mayWrite(project) && {
          action: (before: HistoryPoint, after: HistoryPoint) => (
            <CompareButton
              project={project.id}
              base={before.measurement}
              head={after.measurement}
              label={`Compare ${short(after.commit, 10)} with the commit before`}
            />
          ),
        })}
      />
    </>
  );
}

/** The chosen point, in full. */
function Reading({ point, unit }: { point: HistoryPoint; unit: string | null }) {
  return (
    <p className="history-reading" data-testid="reading">
      <strong className="figure">
        {count(point.value)} {unit}
      </strong>{' '}
      {point.difference === null ? (
        <span className="hint">first of its epoch</span>
      ) : (
        <span className="figure">
          <Difference value={point.difference} base={minus(point.value, point.difference)} />
        </span>
      )}{' '}
      · <Commit commit={point.commit} subject={point.subject} /> · <Time at={point.committedAt} />
    </p>
  );
}
