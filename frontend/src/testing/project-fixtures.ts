import type { Report } from '@/api/comparisons/documents';
import type { Alert, Benchmark, BenchmarkComparison, History, HistoryPoint, Project } from '@/api/types';

export function aProject(changes: Partial<Project> = {}): Project {
  return {
    id: 'prj_1',
    name: 'solver',
    description: '',
    defaultBranch: 'main',
    role: 'owner',
    owner: 'ada',
    createdAt: '2026-11-29T10:00:00Z',
    ...changes,
  };
}

export const aBenchmark: Benchmark = {
  name: 'solve',
  branch: 'main',
  machine: 'fugu',
  mesh: '4x4',
  fidelity: 'timing',
  measures: [
    { name: 'cycles', unit: 'cycles' },
    { name: 'hops', unit: null },
  ],
  latest: { commit: 'c3'.repeat(20), committedAt: '2026-11-29T12:00:00Z', measurement: 'mea_3' },
  measurements: 3,
};

/** A point for each of the changes, the first of an epoch unless they say otherwise. */
export function aHistory(points: Partial<HistoryPoint>[], changes: Partial<History> = {}): History {
  return {
    benchmark: 'solve',
    measure: 'cycles',
    unit: 'cycles',
    branch: 'main',
    machine: 'fugu',
    mesh: '4x4',
    points: points.map((point, place) => ({
      measurement: `mea_${place + 1}`,
      commit: `c${place + 1}`.repeat(20),
      subject: `Commit ${place + 1}`,
      committedAt: `2026-11-29T1${place}:00:00Z`,
      machineVersion: 'abcdef012345',
      libos: null,
      epoch: point.machineVersion ?? 'abcdef012345',
      value: 0,
      difference: null,
      ...point,
    })),
    ...changes,
  };
}

export function aComparison(changes: Partial<BenchmarkComparison> = {}): BenchmarkComparison {
  return {
    id: 'cmp_1',
    base: 'mea_1',
    head: 'mea_2',
    baseCommit: 'c1'.repeat(20),
    headCommit: 'c2'.repeat(20),
    branch: 'faster',
    pullRequest: '12',
    thresholds: 'base',
    acknowledge: [],
    state: 'finished',
    exitCode: 3,
    verdict: '1 regression',
    regressions: 1,
    explained: true,
    unexplained: null,
    failure: null,
    waitingFor: null,
    createdAt: '2026-11-29T12:00:00Z',
    finishedAt: '2026-11-29T12:00:05Z',
    ...changes,
  };
}

export function aReport(changes: Partial<Report> = {}): Report {
  const side = { bundle: 'solver', bundleVersion: '1.0.0', bundleDigest: 'b5'.repeat(32) };
  return {
    verdict: '1 regression',
    exitCode: 3,
    regressions: 1,
    otherEpoch: false,
    base: side,
    head: { ...side, bundleDigest: 'b6'.repeat(32) },
    findings: [],
    explanations: [],
    ...changes,
  };
}

export function anAlert(changes: Partial<Alert> = {}): Alert {
  return {
    id: 'alr_1',
    state: 'active',
    benchmark: 'solve',
    measure: 'cycles',
    kind: 'regression',
    sentence: 'solve, cycles: 20 more cycles (100 to 120)',
    branch: 'main',
    commit: 'c2'.repeat(20),
    subject: 'Tidy up',
    base: 100,
    head: 120,
    difference: 20,
    unit: 'cycles',
    comparison: 'cmp_1',
    measurement: 'mea_2',
    baseMeasurement: 'mea_1',
    createdAt: '2026-11-29T12:00:00Z',
    acknowledgedAt: null,
    acknowledgedBy: null,
    reason: null,
    resolvedAt: null,
    resolvedBy: null,
    ...changes,
  };
}
