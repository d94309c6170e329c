import { expect, test } from 'vitest';
import { obstacle, overlap, spanning } from './rectangle';

const mesh = { columns: 8, rows: 8 };

test('a rectangle is the same whichever way it is dragged', () => {
  const expected = { column: 1, row: 2, columns: 3, rows: 2 };
  expect(spanning({ column: 1, row: 2 }, { column: 3, row: 3 })).toEqual(expected);
  expect(spanning({ column: 3, row: 3 }, { column: 1, row: 2 })).toEqual(expected);
  expect(spanning({ column: 3, row: 2 }, { column: 1, row: 3 })).toEqual(expected);
});

test('neighbours that share an edge do not overlap', () => {
  const left = { column: 0, row: 0, columns: 2, rows: 2 };
  expect(overlap(left, { column: 2, row: 0, columns: 2, rows: 2 })).toBe(false);
  expect(overlap(left, { column: 1, row: 1, columns: 2, rows: 2 })).toBe(true);
});

test('a rectangle can be leased only on the mesh and beside the others', () => {
  const taken = [{ column: 4, row: 4, columns: 2, rows: 2 }];
  expect(obstacle({ column: 0, row: 0, columns: 4, rows: 8 }, mesh, taken)).toBeNull();
  expect(obstacle({ column: 7, row: 0, columns: 2, rows: 1 }, mesh, taken)).toContain('does not fit');
  expect(obstacle({ column: 3, row: 3, columns: 2, rows: 2 }, mesh, taken)).toContain('overlaps');
});
