import type { Int64 } from '@/lib/int64';

// Of routes that service/openapi.json does not have yet; each goes when its schema is there.

export interface BenchmarkComparison {
  id: string;
  base: string;
  head: string;
  baseCommit: string;
  headCommit: string;
  branch: string;
  pullRequest: string | null;
  thresholds: string;
  acknowledge: string[];
  state: string;
  exitCode: number | null;
  verdict: string | null;
  regressions: number | null;
  explained: boolean;
  unexplained: string | null;
  failure: string | null;
  createdAt: string;
  finishedAt: string | null;
}

export interface NewBenchmarkComparison {
  base: string;
  head: string;
}

export interface BenchmarkMeasure {
  name: string;
  unit: string | null;
}

export interface Benchmark {
  name: string;
  branch: string;
  machine: string;
  mesh: string;
  fidelity: string;
  measures: BenchmarkMeasure[];
  latest: { commit: string; committedAt: string; measurement: string };
  measurements: number;
}

export interface HistoryPoint {
  measurement: string;
  commit: string;
  subject: string;
  committedAt: string;
  machineVersion: string;
  value: Int64;
  difference: Int64 | null;
}

export interface History {
  benchmark: string;
  measure: string;
  unit: string | null;
  branch: string;
  machine: string;
  mesh: string;
  points: HistoryPoint[];
}

export interface Alert {
  id: string;
  state: string;
  benchmark: string;
  measure: string | null;
  kind: string;
  sentence: string;
  branch: string;
  commit: string;
  subject: string;
  base: Int64 | null;
  head: Int64 | null;
  difference: Int64 | null;
  unit: string | null;
  comparison: string | null;
  measurement: string;
  baseMeasurement: string | null;
  createdAt: string;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  reason: string | null;
  resolvedAt: string | null;
  resolvedBy: string | null;
}
