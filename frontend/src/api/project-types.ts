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

