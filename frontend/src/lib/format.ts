import type { Int64 } from './int64';

const whole = new Intl.NumberFormat('en-GB');

/** `12,345,678`: a count in full, because a simulated figure is exact. */
export function count(value: Int64): string {
  return whole.format(value);
}

const signedWhole = new Intl.NumberFormat('en-GB', { signDisplay: 'exceptZero' });

/** `+1,234` or `-12`: by how much a count moved. */
export function signed(difference: Int64): string {
  return signedWhole.format(difference);
}

const signedShare = new Intl.NumberFormat('en-GB', {
  signDisplay: 'exceptZero',
  minimumFractionDigits: 3,
  maximumFractionDigits: 3,
});

/** `+19.136 %` of what it moved from; null where that is nothing, or where nothing moved. */
export function signedPercent(difference: Int64, base: Int64): string | null {
  if (difference == 0 || base == 0) return null;
  const text = signedShare.format((Number(difference) / Math.abs(Number(base))) * 100);
  return /[1-9]/.test(text) ? `${text} %` : `${difference > 0 ? '< +' : '> -'}0.001 %`;
}

const oneDecimal = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `1,234.5`: what is no whole number, to a tenth. */
export function tenths(value: number): string {
  return oneDecimal.format(value);
}

/** `62.6 %` of a share from 0 to 1; what is too little to be shown is not nothing. */
export function percent(share: number): string {
  return share > 0 && share < 0.0005 ? '< 0.1 %' : `${tenths(share * 100)} %`;
}

const SCALES: [number, string][] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** `12.3 M`: a large number at a glance. */
export function rounded(value: number): string {
  for (const [scale, letter] of SCALES) {
    if (Math.abs(value) >= scale) return `${threeDigits(value / scale)} ${letter}`;
  }
  return threeDigits(value);
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Bytes in the binary units that memory comes in. */
export function bytes(value: Int64): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  let left = Number(value);
  while (left >= 1024 && unit < units.length - 1) {
    left /= 1024;
    unit += 1;
  }
  return `${Number(left.toFixed(left < 10 && unit > 0 ? 1 : 0))} ${units[unit]}`;
}

/** Simulated time: cycles at a clock, as ns, µs, ms or s. */
export function simulatedTime(cycles: Int64, megahertz: number): string {
  return microseconds(Number(cycles) / megahertz);
}

function microseconds(micros: number): string {
  if (micros < 0) return `-${microseconds(-micros)}`;
  if (micros < 1) return `${threeDigits(micros * 1000)} ns`;
  if (micros < 1000) return `${threeDigits(micros)} µs`;
  if (micros < 1e6) return `${threeDigits(micros / 1000)} ms`;
  return `${threeDigits(micros / 1e6)} s`;
}

/**
 * What a figure in a unit is as a time or a size: null for a unit that is neither, and for a number that says it
 * already. The clock is null while it is not known.
 */
export function told(value: Int64, unit: string, megahertz: number | null): string | null {
  switch (unit) {
    case 'cycles':
      return megahertz === null ? null : simulatedTime(value, megahertz);
    case 'millicycles':
      return megahertz === null ? null : simulatedTime(Number(value) / 1000, megahertz);
    case 'nanoseconds':
      return microseconds(Number(value) / 1000);
    case 'bytes':
      return Math.abs(Number(value)) < 1024 ? null : bytes(value);
    default:
      return null;
  }
}

/** Host time: `850 ms`, `12.4 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)} ms`;
  const seconds = millis / 1000;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto', style: 'long' });
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 minutes ago`, `in 2 hours`, `just now`. */
export function ago(time: string, now: number): string {
  const difference = Date.parse(time) - now;
  for (const [unit, length] of STEPS) {
    if (Math.abs(difference) >= length) return relative.format(Math.round(difference / length), unit);
  }
  if (difference > 0) return 'in less than a minute';
  return difference > -10_000 ? 'just now' : `${Math.round(-difference / 1000)} seconds ago`;
}

/** The first characters of a digest or identifier, enough to tell it from its neighbours. */
export function short(digest: string, length = 12): string {
  return digest.length > length ? digest.slice(0, length) : digest;
}

/** `1 node`, `64 nodes`. */
export function plural(number: Int64, noun: string, nouns = `${noun}s`): string {
  return `${count(number)} ${number == 1 ? noun : nouns}`;
}

/** A 64-bit machine word as the architecture writes it. */
export function hex(word: Int64): string {
  return `0x${BigInt.asUintN(64, BigInt(word)).toString(16)}`;
}

/** A message of the service as a sentence of its own; a name at its beginning stays as it is written. */
export function sentence(text: string): string {
  return /^[a-z]+[ ,]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** `cycle_limit` as people write it. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** What a run is called: its bundle, and its program where that is another word. */
export function runName({ bundle, program }: { bundle: { name: string }; program: string }): string {
  return bundle.name === program ? program : `${bundle.name} · ${program}`;
}
