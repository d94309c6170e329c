import type { Bundle, NewAxes, NewRun, NewRunLimits, Run } from '@/api/types';
import { givenAgain, givenOf, NOTHING_GIVEN, type GivenDraft } from '@/components/given-draft';
import { PAGE_TABLES, PLACEMENTS, systemOf, USUAL_SYSTEM, type SystemDraft } from '@/components/system-draft';
import { formatArguments, parseArguments } from '@/lib/arguments';
import { parseInteger, type Int64 } from '@/lib/int64';
import { labelsOf, textOfLabels } from '@/lib/labels';

export const LIMITS = ['cycles', 'instructions', 'consoleBytes', 'memoryBytes'] as const;
export type LimitName = (typeof LIMITS)[number];

/** A submission while it is being typed: what was not typed is left to the manifest. */
export interface SubmissionDraft extends SystemDraft, GivenDraft {
  program: string;
  args: string;
  /** Of which partition, or a mesh that is leased for the run alone. */
  place: 'mesh' | 'partition';
  machine: string;
  columns: string;
  rows: string;
  partition: string;
  /** How many of the mesh's nodes get an environment; all when empty. */
  nodes: string;
  fidelity: 'timing' | 'functional' | 'relaxed';
  relaxedCycles: string;
  seed: string;
  limits: Record<LimitName, string>;
  overrides: { figure: string; value: string }[];
  /** Whether a trace is kept. */
  traced: boolean;
  /** To carry it out, even if an earlier run has the answer. */
  fresh: boolean;
  /** By what it is found again: a line each, as in `night=yes`. */
  labels: string;
  /** The project that it is for; empty for none. */
  project: string;
  /** What the runs of a set differ in; one run where nothing is said. */
  axes: AxesDraft;
}

/** Values as they are typed, between commas; arguments a line each. */
export interface AxesDraft {
  nodes: string;
  seeds: string;
  arguments: string;
  machines: string[];
  pageTables: string[];
  placements: string[];
  figure: string;
  figureValues: string;
}

const NO_AXES: AxesDraft = {
  nodes: '',
  seeds: '',
  arguments: '',
  machines: [],
  pageTables: [],
  placements: [],
  figure: '',
  figureValues: '',
};

/** What the manifest says, ready to be submitted as it is. */
export function draftOf(
  bundle: Bundle,
  partition: string | null,
  libos: string | null,
  project: string | null = null,
): SubmissionDraft {
  const [columns, rows] = sides(bundle.run.mesh);
  return {
    program: bundle.run.program ?? bundle.programs[0] ?? '',
    args: formatArguments(bundle.run.args),
    place: partition === null ? 'mesh' : 'partition',
    machine: bundle.run.machine,
    columns,
    rows,
    partition: partition ?? '',
    nodes: '',
    fidelity: 'timing',
    relaxedCycles: '1000',
    seed: '',
    ...USUAL_SYSTEM,
    libos: libos ?? '',
    limits: { cycles: '', instructions: '', consoleBytes: '', memoryBytes: '' },
    overrides: [],
    traced: false,
    ...NOTHING_GIVEN,
    fresh: false,
    labels: '',
    project: project ?? '',
    axes: NO_AXES,
  };
}

/**
 * The same run once more.
 *
 * @param disk of which run it is to have the disk; null for what it had
 */
export function draftAgain(run: Run, partitions: readonly string[], disk: string | null): SubmissionDraft {
  const [columns, rows] = sides(run.mesh);
  const [fidelity = 'timing', relaxedCycles = '1000'] = run.fidelity.split(':');
  // A lease that has ended cannot be used again; a mesh of its shape gives the same result.
  const partition = run.partition && partitions.includes(run.partition) ? run.partition : '';
  return {
    program: run.program,
    args: formatArguments(run.args),
    place: partition === '' ? 'mesh' : 'partition',
    machine: run.machine,
    columns,
    rows,
    partition,
    nodes: run.nodes === Number(columns) * Number(rows) ? '' : String(run.nodes),
    fidelity: fidelity === 'functional' || fidelity === 'relaxed' ? fidelity : 'timing',
    relaxedCycles,
    seed: String(run.seed),
    libos: run.libos === null ? '' : `${run.libos.name}@${run.libos.version}`,
    placement: oneOf(PLACEMENTS, run.placement),
    pageTable: oneOf(PAGE_TABLES, run.pageTable),
    limits: {
      cycles: typed(run.limits.cycles),
      instructions: typed(run.limits.instructions),
      consoleBytes: typed(run.limits.consoleBytes),
      memoryBytes: typed(run.limits.memoryBytes),
    },
    overrides: Object.entries(run.overrides).map(([figure, value]) => ({ figure, value: String(value) })),
    traced: run.trace !== null,
    ...givenAgain(run.inputs, disk ?? run.disk?.source ?? null, run.disk?.keep ?? false),
    fresh: false,
    labels: textOfLabels(run.labels),
    project: run.project ?? '',
    axes: NO_AXES,
  };
}

/** A choice that this dashboard does not know becomes the first. */
function oneOf<T extends string>(known: readonly [T, ...T[]], value: string): T {
  return known.find((each) => each === value) ?? known[0];
}

function sides(mesh: string): [string, string] {
  const [columns = '1', rows = '1'] = mesh.split('x');
  return [columns, rows];
}

function typed(limit: Int64 | null | undefined): string {
  return limit === null || limit === undefined ? '' : String(limit);
}

/** The request body of a draft. Whether its values are any good is for the service to say. */
export function submissionOf(bundle: string, draft: SubmissionDraft): NewRun {
  const limits = limitsOf(draft);
  const overrides = draft.overrides.filter(({ figure, value }) => figure !== '' && value !== '');
  return {
    bundle,
    program: draft.program,
    args: parseArguments(draft.args),
    ...(draft.place === 'partition'
      ? { partition: draft.partition }
      : { machine: draft.machine, mesh: `${draft.columns}x${draft.rows}` }),
    ...(draft.nodes === '' ? {} : { nodes: Number(draft.nodes) }),
    fidelity: draft.fidelity === 'relaxed' ? `relaxed:${draft.relaxedCycles}` : draft.fidelity,
    ...(draft.seed === '' ? {} : { seed: parseInteger(draft.seed) }),
    ...systemOf(draft),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(overrides.length === 0
      ? {}
      : { overrides: Object.fromEntries(overrides.map(({ figure, value }) => [figure, parseInteger(value)])) }),
    ...(draft.traced ? { trace: {} } : {}),
    ...givenOf(draft),
    ...(draft.fresh ? { cache: false } : {}),
    ...(draft.labels.trim() === '' ? {} : { labels: labelsOf(draft.labels) }),
    ...(draft.project === '' ? {} : { project: draft.project }),
  };
}

/** The axes of a draft; null where it is one run. */
export function axesOf({ axes }: SubmissionDraft): NewAxes | null {
  const given: NewAxes = {};
  const nodes = values(axes.nodes);
  const seeds = values(axes.seeds);
  const lines = axes.arguments.split('\n').filter((line) => line.trim() !== '');
  const figures = values(axes.figureValues);
  if (axes.machines.length > 0) given.machines = axes.machines;
  if (nodes.length > 0) given.nodes = nodes.map(Number);
  if (lines.length > 0) given.arguments = lines.map(parseArguments);
  if (axes.figure !== '' && figures.length > 0) {
    given.figures = figures.map((value) => ({ [axes.figure]: parseInteger(value) }));
  }
  if (seeds.length > 0) given.seeds = seeds.map(parseInteger);
  if (axes.pageTables.length > 0) given.pageTables = axes.pageTables;
  if (axes.placements.length > 0) given.placements = axes.placements;
  return Object.keys(given).length === 0 ? null : given;
}

/** How many runs that makes. */
export function sizeOf(axes: NewAxes): number {
  return Object.values(axes).reduce<number>((product, axis) => product * (axis?.length ?? 1), 1);
}

function values(typed: string): string[] {
  return typed
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

function limitsOf(draft: SubmissionDraft): NewRunLimits {
  const given = LIMITS.filter((name) => draft.limits[name] !== '');
  return Object.fromEntries(given.map((name) => [name, parseInteger(draft.limits[name])]));
}
