import type { Int64 } from '@/lib/int64';

// Documents that the service hands over as they are, byte for byte what `./fugu` writes: docs/ci.md and
// docs/benchmarks.md describe them, and no schema of the API does.

/** `fuguComparison`. */
export interface Report {
  verdict: string;
  exitCode: number;
  regressions: number;
  otherEpoch: boolean;
  base: Side | null;
  head: Side | null;
  findings: Finding[];
  explanations: Why[];
}

export interface Side {
  bundle: string;
  bundleVersion: string;
  bundleDigest: string;
  /** Absent in documents of before; null where it is linked into the programs. */
  libos?: LibraryOs | null;
}

/** A library OS that a bundle's programs ran on. */
export interface LibraryOs {
  name: string;
  version: string;
  /** Of its bundle. */
  bundle: string;
  /** Of the shared object. */
  digest: string;
}

export interface Finding {
  benchmark: string;
  kind: string;
  effect: string;
  sentence: string;
  measure: string | null;
  base: Int64 | null;
  head: Int64 | null;
  difference: Int64 | null;
  unit: string | null;
  threshold: string | null;
  /** Where a sweep over layouts was made; base, head and difference are medians then. */
  layouts: Layouts | null;
}

export interface Layouts {
  moved: { up: number; down: number; all: number };
  difference: { least: Int64; median: Int64; most: Int64 };
}

export interface Why {
  benchmark: string;
  /** Null if the two never part. */
  first: Divergence | null;
  causes: Cause[];
}

export interface Divergence {
  cycle: Int64;
  node: number;
  /** Null where that one does nothing any more. */
  base: Doing | null;
  head: Doing | null;
}

export interface Doing {
  category: string;
  function: string;
  line: string | null;
}

export interface Cause {
  function: string;
  line: string | null;
  lineCycles: Int64;
  category: string;
  cycles: Int64;
  node: number;
  nodeCycles: Int64;
}

/** `fuguExplanation`. */
export interface Explanation {
  benchmarks: RunDifference[];
}

export interface RunDifference {
  name: string;
  categories: Change[];
  /** Absent in documents of before; empty where the library OS is linked into the program. */
  parts?: Change[];
  functions: FunctionChange[];
  nodes: NodeChange[];
  kernel: KernelChange[];
  counters: Change[];
  latencies: LatencyChange[];
}

export interface Change {
  name: string;
  base: Int64;
  head: Int64;
}

export interface FunctionChange {
  function: string;
  base: Int64;
  head: Int64;
  node: number;
  nodeCycles: Int64;
  lines: Change[];
}

export interface NodeChange {
  node: number;
  base: Int64;
  head: Int64;
}

export interface KernelChange {
  what: string;
  baseCount: Int64;
  headCount: Int64;
  baseCycles: Int64;
  headCycles: Int64;
}

export interface LatencyChange {
  name: string;
  baseCount: Int64;
  headCount: Int64;
  baseP50: Int64;
  headP50: Int64;
  baseP99: Int64;
  headP99: Int64;
}

/** A file for speedscope, as far as the dashboard reads it. */
export interface Flames {
  shared: { frames: { name: string }[] };
  profiles: { name: string; samples: number[][]; weights: Int64[] }[];
}
