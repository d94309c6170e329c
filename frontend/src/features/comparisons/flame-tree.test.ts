import { expect, test } from 'vitest';
import type { Flames } from '@/api/comparisons/documents';
import { difference, flameTree, frameAt, placed, ROOT, tendency } from './flame-tree';

const FLAMES: Flames = {
  shared: { frames: [{ name: 'relax' }, { name: 'solve.c:41' }, { name: '(remote miss)' }, { name: 'gone' }, { name: 'new' }] },
  profiles: [
    { name: 'solve: more in head', samples: [[0, 1], [4]], weights: [30, 7] },
    { name: 'solve: head', samples: [[0, 1], [0, 1, 2], [4]], weights: [130, 50, 7] },
    { name: 'solve: base', samples: [[0, 1], [0, 1, 2], [3]], weights: [100, 60, 9_007_199_254_740_993n] },
  ],
};

test('both runs are one tree whose frames add up', () => {
  const tree = flameTree(FLAMES, 'solve');
  expect(tree).toMatchObject({ head: 187, base: 9_007_199_254_741_153n, moved: 9_007_199_254_741_040n });
  const relax = frameAt(tree!, '["relax"]');
  expect(relax).toMatchObject({ head: 180, base: 160, moved: 40 });
  expect(difference(relax!)).toBe(20);
  expect(tendency(relax!)).toBe(0.5);
  expect(frameAt(tree!, '["relax","solve.c:41","(remote miss)"]')).toMatchObject({ head: 50, base: 60 });
  expect(frameAt(tree!, '["gone"]')).toMatchObject({ head: 0, moved: 9_007_199_254_740_993n });
  expect(frameAt(tree!, '["nowhere"]')).toBeNull();
});

test('frames stand side by side within what they are part of, the widest first', () => {
  const frames = placed(flameTree(FLAMES, 'solve')!, ROOT, 'head');
  expect(frames.map(({ path, depth }) => [path, depth])).toEqual([
    [ROOT, 0],
    ['["relax"]', 1],
    ['["relax","solve.c:41"]', 2],
    ['["relax","solve.c:41","(remote miss)"]', 3],
    ['["new"]', 1],
  ]);
  const [root, relax, line, miss, added] = frames;
  expect(root).toMatchObject({ from: 0, width: 1 });
  expect(line).toMatchObject({ from: 0, width: relax!.width });
  expect(miss?.width).toBeCloseTo(50 / 187);
  expect(added?.from).toBeCloseTo(180 / 187);
});

test('without either run there is no tree', () => {
  expect(flameTree(FLAMES, 'other')).toBeNull();
});
