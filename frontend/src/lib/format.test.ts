import { expect, test } from 'vitest';
import { ago, bytes, count, duration, hex, percent, plural, rounded, sentence, simulatedTime } from './format';

test('simulated time takes the unit in which it is readable', () => {
  expect(simulatedTime(33, 33)).toBe('1 µs');
  expect(simulatedTime(3, 33)).toBe('90.9 ns');
  expect(simulatedTime(33_000_000, 33)).toBe('1 s');
});

test('large numbers, bytes and durations are rounded for reading', () => {
  expect(rounded(12_345_678)).toBe('12.3 M');
  expect(bytes(1_048_576)).toBe('1 MiB');
  expect(bytes(1_000)).toBe('1000 B');
  expect(duration(185_000)).toBe('3 min 05 s');
});

test('a share that is not nothing is not shown as nothing', () => {
  expect(percent(0.6264)).toBe('62.6 %');
  expect(percent(1)).toBe('100.0 %');
  expect(percent(0.0001)).toBe('< 0.1 %');
  expect(percent(0)).toBe('0.0 %');
});

test('a 64-bit word is written as the machine has it', () => {
  expect(hex(4096)).toBe('0x1000');
  expect(hex(-1)).toBe('0xffffffffffffffff');
  expect(hex(-9_223_372_036_854_775_807n)).toBe('0x8000000000000001');
});

test('a number beyond 2^53 keeps its digits', () => {
  expect(count(9_223_372_036_854_775_807n)).toBe('9,223,372,036,854,775,807');
  expect(plural(9_007_199_254_740_993n, 'cycle')).toBe('9,007,199,254,740,993 cycles');
});

test('a moment is told relative to now', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  expect(ago('2026-11-23T11:57:00Z', now)).toBe('3 minutes ago');
  expect(ago('2026-11-23T14:00:00Z', now)).toBe('in 2 hours');
  expect(ago('2026-11-23T11:59:58Z', now)).toBe('just now');
});

test('a message becomes a sentence, but a name keeps its letters', () => {
  expect(sentence('sign in first, or send an API key')).toBe('Sign in first, or send an API key');
  expect(sentence('network.hop = 0 cycles is out of range')).toBe('network.hop = 0 cycles is out of range');
});
