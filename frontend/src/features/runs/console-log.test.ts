import { expect, test } from 'vitest';
import { append, EMPTY_LOG, nodesOf } from './console-log';

const texts = (log: typeof EMPTY_LOG) => log.lines.map(({ node, text }) => `${node}: ${text}`);

test('a line that arrives in pieces is one line, even if another node writes in between', () => {
  let log = append(EMPTY_LOG, [
    { node: 0, text: 'hel' },
    { node: 1, text: 'other\n' },
  ]);
  log = append(log, [{ node: 0, text: 'lo\nnext' }]);
  expect(texts(log)).toEqual(['0: hello', '1: other', '0: next']);
  expect(nodesOf(log)).toEqual([0, 1]);
});

test('empty lines are kept', () => {
  expect(texts(append(EMPTY_LOG, [{ node: 0, text: 'a\n\nb\n' }]))).toEqual(['0: a', '0: ', '0: b']);
});

test('of very much output the end is kept, and how much was let go is known', () => {
  const log = append(EMPTY_LOG, [{ node: 0, text: Array.from({ length: 6_000 }, (_, i) => `line ${i}\n`).join('') }]);
  expect(log.lines).toHaveLength(5_000);
  expect(log.dropped).toBe(1_000);
  expect(log.lines.at(-1)?.text).toBe('line 5999');
  const more = append(log, [{ node: 0, text: 'the last' }, { node: 0, text: ' one' }]);
  expect(more.lines.at(-1)?.text).toBe('the last one');
  expect(new Set(more.lines.map((line) => line.key)).size).toBe(5_000);
});

test('a line that never ends is broken into pieces that can be shown', () => {
  const log = append(EMPTY_LOG, [{ node: 0, text: 'x'.repeat(5_000) }]);
  expect(log.lines.map((line) => line.text.length)).toEqual([2_000, 2_000, 1_000]);
});
