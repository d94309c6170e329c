import { expect, test } from 'vitest';
import { formatArguments, parseArguments } from './arguments';

test('blanks separate arguments, and quotes keep them together', () => {
  expect(parseArguments(`  1000 "two words" 'it is "so"' a"b c"d "" `)).toEqual([
    '1000',
    'two words',
    'it is "so"',
    'ab cd',
    '',
  ]);
});

test('whatever the arguments, what is shown parses to the same again', () => {
  for (const args of [[], ['1000'], [''], ['a b', 'c'], [`it's`], [`say "x"`], [`both " and '`], ['tab\tin']]) {
    expect(parseArguments(formatArguments(args))).toEqual(args);
  }
});
