import type { Int64 } from '@/lib/int64';
import { append, EMPTY_LOG, type ConsoleLog, type ConsolePiece } from './console-log';

export interface Progress {
  /** Simulated cycles so far. */
  cycle: Int64;
  /** The cycle limit. */
  budget: Int64;
  /** Of the budget, from 0 to 1. */
  share: number;
  /** Simulated cycles in a second of host time lately; null until it can be told. */
  cyclesPerSecond: number | null;
}

/** All that a run's events have told so far. */
export interface RunStream {
  connection: 'connecting' | 'live' | 'lost' | 'ended';
  log: ConsoleLog;
  metrics: Readonly<Record<string, Int64>>;
  metricUnits: Readonly<Record<string, string>>;
  progress: Progress | null;
  /** Host time of the latest progress, in milliseconds. */
  progressAt: number;
}

export const EMPTY_STREAM: RunStream = {
  connection: 'connecting',
  log: EMPTY_LOG,
  metrics: {},
  metricUnits: {},
  progress: null,
  progressAt: 0,
};

export type RunEvent =
  | { kind: 'connection'; connection: RunStream['connection'] }
  | { kind: 'console'; piece: ConsolePiece }
  | { kind: 'metric'; name: string; value: Int64; unit?: string }
  | { kind: 'progress'; cycle: Int64; budget: Int64; share: number; at: number };

/** The stream after a batch of events; they come faster than a screen needs to be drawn. */
export function applyEvents(stream: RunStream, events: readonly RunEvent[]): RunStream {
  const pieces = events.flatMap((event) => (event.kind === 'console' ? [event.piece] : []));
  const next = { ...stream, log: pieces.length > 0 ? append(stream.log, pieces) : stream.log };
  for (const event of events) {
    switch (event.kind) {
      case 'connection':
        next.connection = event.connection;
        break;
      case 'metric':
        next.metrics = { ...next.metrics, [event.name]: event.value };
        if (event.unit !== undefined) next.metricUnits = { ...next.metricUnits, [event.name]: event.unit };
        break;
      case 'progress':
        next.progress = advance(next.progress, next.progressAt, event);
        next.progressAt = event.at;
        break;
      case 'console':
        break; // Written above, all at once.
    }
  }
  return next;
}

/** Half the old speed, half the new: steady enough to read, quick enough to follow. */
function advance(
  before: Progress | null,
  beforeAt: number,
  { cycle, budget, share, at }: { cycle: Int64; budget: Int64; share: number; at: number },
): Progress {
  const seconds = (at - beforeAt) / 1000;
  // A replay of the past arrives in no time, and a run that began again goes back: neither tells a speed.
  if (before === null || seconds < 0.05 || cycle < before.cycle) {
    return { cycle, budget, share, cyclesPerSecond: before?.cyclesPerSecond ?? null };
  }
  const speed = Number(BigInt(cycle) - BigInt(before.cycle)) / seconds;
  const cyclesPerSecond = before.cyclesPerSecond === null ? speed : (before.cyclesPerSecond + speed) / 2;
  return { cycle, budget, share, cyclesPerSecond };
}

/** Seconds of host time until the cycle limit at the present speed: the most that can be left. */
export function secondsToLimit({ cycle, budget, cyclesPerSecond }: Progress): number | null {
  if (cyclesPerSecond === null || cyclesPerSecond <= 0) return null;
  return Number(BigInt(budget) - BigInt(cycle)) / cyclesPerSecond;
}
