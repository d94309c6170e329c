import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { aMachine, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService } from '@/testing/service';

const leased = [
  { id: 'prt_mine', column: 0, row: 0, columns: 2, rows: 1, mine: true },
  { id: null, column: 4, row: 4, columns: 2, rows: 2, mine: false },
];
const given = {
  'GET /session': { body: aSession },
  'GET /machines/fugu': { body: { ...aMachine, partitions: leased } },
  'GET /partitions': { body: { items: [], nextCursor: null } },
};

/** As large as the drawing's own units, so that a node's place on the screen is known. */
const SIZE = 7 * 56 + 26 + 2 * 26;
const centre = (index: number) => 26 + index * 56 + 13;

beforeEach(() => {
  vi.spyOn(SVGElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, SIZE, SIZE));
});

function drag(map: Element, from: [number, number], to: [number, number]) {
  const at = ([column, row]: [number, number]) => ({ clientX: centre(column), clientY: centre(row), button: 0 });
  fireEvent.pointerDown(map, at(from));
  fireEvent.pointerMove(map, at(to));
  fireEvent.pointerUp(map, at(to));
}

test('dragging over free nodes chooses the rectangle that is then leased', async () => {
  const lease = { id: 'prt_new', machine: 'fugu', column: 2, row: 1, columns: 3, rows: 2, kind: 'dedicated', owner: 'ada', users: [] };
  const asked = fakeService({ ...given, 'POST /partitions': { status: 201, body: lease } });
  const { user } = renderDashboard('/machines/fugu');
  drag(await screen.findByRole('application'), [4, 2], [2, 1]);
  expect(screen.getByText('3×2 at column 2, row 1. Free.')).toBeVisible();
  expect(screen.getByLabelText('First column')).toHaveValue(2);
  await user.click(screen.getByRole('button', { name: 'Lease 3×2' }));
  expect(await screen.findByText('prt_new is yours: 3×2 of fugu.')).toBeVisible();
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
    machine: 'fugu',
    columns: 3,
    rows: 2,
    column: 2,
    row: 1,
    minutes: 60,
  });
});

test('a rectangle over a lease is refused before it is asked for', async () => {
  fakeService(given);
  renderDashboard('/machines/fugu');
  drag(await screen.findByRole('application'), [3, 3], [4, 4]);
  expect(screen.getByText('2×2 at column 3, row 3. It overlaps a leased partition.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Lease 2×2' })).toBeDisabled();
});

test('the keyboard alone can choose a rectangle', async () => {
  fakeService(given);
  renderDashboard('/machines/fugu');
  const map = await screen.findByRole('application');
  fireEvent.keyDown(map, { key: 'ArrowDown' });
  fireEvent.keyDown(map, { key: 'ArrowRight', shiftKey: true });
  fireEvent.keyDown(map, { key: 'ArrowDown', shiftKey: true });
  expect(screen.getByText('2×2 at column 0, row 1. Free.')).toBeVisible();
  fireEvent.keyDown(map, { key: 'Escape' });
  expect(screen.getByRole('button', { name: 'Lease 2×1' })).toBeEnabled();
});

test('a node says whose it is', async () => {
  fakeService(given);
  renderDashboard('/machines/fugu');
  const map = await screen.findByRole('application');
  const over = (column: number, row: number) =>
    fireEvent.pointerMove(map, { clientX: centre(column), clientY: centre(row) });
  over(1, 0);
  expect(screen.getByText('Node 1 (column 1, row 0): in your partition prt_mine.')).toBeVisible();
  over(5, 5);
  expect(screen.getByText('Node 45 (column 5, row 5): leased by somebody else.')).toBeVisible();
});
