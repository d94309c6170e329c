import { expect, test } from 'vitest';
import { compare, parseInteger, parseJson, sum, writeJson } from './int64';

test('whole numbers of 64 bits come out of JSON, and go into it, as they are', () => {
  const text = '{"most":9223372036854775807,"least":-9223372036854775808,"odd":9007199254740993,"small":-7,"real":1.5}';
  const value = parseJson(text);
  expect(value).toEqual({
    most: 9_223_372_036_854_775_807n,
    least: -9_223_372_036_854_775_808n,
    odd: 9_007_199_254_740_993n,
    small: -7,
    real: 1.5,
  });
  expect(parseJson(writeJson(value))).toEqual(value);
  expect(writeJson({ seed: 9_007_199_254_740_993n, nothing: undefined, text: 'a "quote"' })).toBe(
    '{"seed":9007199254740993,"text":"a \\"quote\\""}',
  );
});

test('what is typed as a whole number is that number, and anything else is no whole number', () => {
  expect(parseInteger('9007199254740993')).toBe(9_007_199_254_740_993n);
  expect(parseInteger(' -42 ')).toBe(-42);
  expect(parseInteger('+5')).toBe(5);
  expect(parseInteger('1.5')).toBe(1.5);
  expect(parseInteger('1e3')).toBe(1000);
  expect(parseInteger('many')).toBeNaN();
});

test('sums and orders are exact', () => {
  expect(sum([9_007_199_254_740_991, 1, 1])).toBe(9_007_199_254_740_993n);
  expect(sum([9_223_372_036_854_775_807n, -9_223_372_036_854_775_807n])).toBe(0);
  expect(compare(9_007_199_254_740_993n, 9_007_199_254_740_992n)).toBeGreaterThan(0);
  expect(compare(3, 3)).toBe(0);
});
