import type { Int64 } from '@/lib/int64';

/** Where figures stand between the least and the greatest of them. All reckoning is in whole numbers. */
export class Axis {
  private constructor(
    private readonly least: bigint,
    private readonly greatest: bigint,
  ) {}

  /** @param values at least one */
  static of(values: readonly Int64[]): Axis {
    const all = values.map((value) => BigInt(value));
    return new Axis(
      all.reduce((one, other) => (other < one ? other : one)),
      all.reduce((one, other) => (other > one ? other : one)),
    );
  }

  /** From 0, the least, to 1; the middle if all are the same. */
  at(value: Int64): number {
    if (this.greatest === this.least) return 0.5;
    return Number(((BigInt(value) - this.least) * 1_000_000n) / (this.greatest - this.least)) / 1e6;
  }

  /** Round numbers between them, about as many as wanted; the one value if there is only that. */
  ticks(wanted: number): bigint[] {
    if (this.greatest === this.least) return [this.least];
    const step = roundStep((this.greatest - this.least) / BigInt(wanted) || 1n);
    const ticks = [];
    for (let tick = multipleFrom(this.least, step); tick <= this.greatest; tick += step) ticks.push(tick);
    return ticks;
  }
}

/** The least 1, 2 or 5 times a power of ten that is not less. */
function roundStep(least: bigint): bigint {
  for (let power = 1n; ; power *= 10n) {
    for (const step of [power, 2n * power, 5n * power]) if (step >= least) return step;
  }
}

/** The first multiple that is not less. */
function multipleFrom(least: bigint, step: bigint): bigint {
  const below = (least / step) * step;
  return below < least ? below + step : below;
}
