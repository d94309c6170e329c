import type { Bundle, MachineDetail, Run, Session } from '@/api/types';

const LIMITS = { cycles: 2_000_000_000, instructions: 2_000_000_000, consoleBytes: 1_048_576, memoryBytes: 67_108_864 };

export const aSession: Session = { user: { id: 'usr_1', name: 'ada', role: 'user' }, mustChangePassword: false };

export const aBundle: Bundle = {
  digest: 'b5'.repeat(32),
  name: 'pingpong',
  version: '1.0.0',
  programs: ['pingpong'],
  run: { program: 'pingpong', machine: 'fugu', mesh: '2x1', args: ['1000'], limits: LIMITS },
  kind: 'application',
  libos: null,
  benchmarks: ['round-trip'],
  size: 18_000,
  uploadedAt: '2026-11-23T10:00:00Z',
};

export const aMachine: MachineDetail = {
  name: 'fugu',
  title: 'Fugu',
  preset: 'fugu',
  version: 'abcdef012345',
  columns: 8,
  rows: 8,
  nodes: 64,
  clockMegahertz: 33,
  figures: [{ name: 'network.hop', value: 2, unit: 'cycles', kind: 'published', source: 'ISCA 1995' }],
  partitions: [],
};

export function aRun(changes: Partial<Run> = {}): Run {
  return {
    id: 'run_1',
    state: 'running',
    outcome: null,
    exitCode: null,
    message: null,
    trap: null,
    bundle: { digest: aBundle.digest, name: 'pingpong', version: '1.0.0' },
    program: 'pingpong',
    args: ['1000'],
    machine: 'fugu',
    machineVersion: null,
    mesh: '2x1',
    nodes: 2,
    fidelity: 'timing',
    seed: 0,
    limits: LIMITS,
    overrides: {},
    partition: null,
    coRun: null,
    runSet: null,
    project: null,
    user: 'ada',
    libos: null,
    placement: 'library',
    pageTable: 'linked',
    digest: null,
    resultDigest: null,
    cycles: null,
    instructions: null,
    messagesSent: null,
    messagesReceived: null,
    clockMegahertz: null,
    metrics: {},
    metricUnits: {},
    counters: null,
    latencies: null,
    trace: null,
    disk: null,
    inputs: [],
    labels: {},
    commit: null,
    branch: null,
    repository: null,
    from: null,
    imported: null,
    progress: 0,
    progressCycle: 0,
    attempts: 1,
    resumedFromCycle: null,
    queuePosition: null,
    waitingFor: null,
    estimatedStart: null,
    createdAt: '2026-11-23T10:00:00Z',
    startedAt: null,
    finishedAt: null,
    hostMillis: null,
    firstInstructionMillis: null,
    hostMips: null,
    ...changes,
  };
}

/** The same run, ended well. */
export function aFinishedRun(changes: Partial<Run> = {}): Run {
  return aRun({
    state: 'finished',
    outcome: 'exited',
    exitCode: 0,
    digest: 'd1'.repeat(32),
    resultDigest: 'e2'.repeat(32),
    cycles: 330_000,
    instructions: 250_000,
    messagesSent: 2000,
    messagesReceived: 2000,
    clockMegahertz: 33,
    metrics: { round_trip_cycles: 330 },
    metricUnits: { round_trip_cycles: 'cycles' },
    counters: [
      { tlb_misses: 4, idle: 0, 'cycles': 330_000, 'cycles.compute': 300_000, 'cycles.remote_miss': 30_000 },
      { tlb_misses: 6, idle: 0, 'cycles': 330_000, 'cycles.compute': 60_000, 'cycles.idle': 270_000 },
    ],
    latencies: {
      miss_remote: {
        count: 8345,
        minCycles: 38,
        p50Cycles: 66,
        p90Cycles: 100,
        p99Cycles: 118,
        maxCycles: 3300,
        meanMillicycles: 75_617,
      },
    },
    ...changes,
  });
}
