import { expect, test } from 'vitest';
import { Axis } from './axis';

test('figures that differ by one beyond 2^53 have places of their own', () => {
  const most = 9_223_372_036_854_775_807n;
  const axis = Axis.of([most, most - 1n, most - 2n]);
  expect([most - 2n, most - 1n, most].map((value) => axis.at(value))).toEqual([0, 0.5, 1]);
  expect(axis.ticks(4)).toEqual([most - 2n, most - 1n, most]);
});

test('ticks are round numbers within what is shown', () => {
  expect(Axis.of([104_822, 126_001]).ticks(4)).toEqual([110_000n, 120_000n]);
  expect(Axis.of([-7, 13]).ticks(4)).toEqual([-5n, 0n, 5n, 10n]);
  expect(Axis.of([0, 1]).ticks(4)).toEqual([0n, 1n]);
});

test('a figure that never moved stands in the middle', () => {
  const axis = Axis.of([33, 33]);
  expect(axis.at(33)).toBe(0.5);
  expect(axis.ticks(4)).toEqual([33n]);
});
