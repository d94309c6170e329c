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
  'GET /machines/fugu/calendar': {
    body: { machine: 'fugu', from: '2026-02-02T00:00:00Z', until: '2026-02-09T00:00:00Z', entries: [] },
  },
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

test('a lease waits where it is ticked, and shows its place and when it may begin', async () => {
  const waiting = {
    id: 'prt_wait',
    machine: 'fugu',
    column: null,
    row: null,
    columns: 2,
    rows: 1,
    kind: 'dedicated',
    owner: 'ada',
    users: [],
    state: 'waiting',
    createdAt: '2026-02-02T08:00:00Z',
    startsAt: '2026-02-02T08:00:00Z',
    expiresAt: '2026-02-09T08:00:00Z',
    waiting: { place: 3, minutes: 60, estimatedStart: null, unestimated: 'too many wait before it', waitingFor: 'room' },
  };
  const asked = fakeService({
    ...given,
    'GET /partitions': { body: { items: [waiting], nextCursor: null } },
    'POST /partitions': { status: 202, body: waiting },
  });
  const { user } = renderDashboard('/machines/fugu');
  await user.click(await screen.findByLabelText(/Wait if it is/));
  await user.click(screen.getByRole('button', { name: 'Lease 2×1' }));
  expect(await screen.findByText('prt_wait waits for 2×1 of fugu.')).toBeVisible();
  expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ wait: true, columns: 2, rows: 1 });
  expect(screen.getByText(/place 3 in the line; begins at a time that is not known yet \(too many wait before it\)/)).toBeVisible();
  expect(screen.queryByText('An hour from now')).toBeNull();
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

test('the week shows who has what when, others without a name', async () => {
  const entry = (more: object) => ({ id: null, column: 0, row: 0, columns: 2, rows: 1, kind: 'lease', mine: false, ...more });
  const entries = [
    entry({ id: 'prt_mine', mine: true, from: '2026-02-02T08:00:00Z', until: '2026-02-02T09:00:00Z' }),
    entry({ column: 4, from: '2026-02-03T10:00:00Z', until: '2026-02-04T10:00:00Z' }),
    entry({ kind: 'run', columns: 8, rows: 8, from: '2026-02-04T10:00:00Z', until: '2026-02-04T11:00:00Z' }),
  ];
  const week = { machine: 'fugu', from: '2026-02-02T00:00:00Z', until: '2026-02-09T00:00:00Z', entries };
  fakeService({ ...given, 'GET /machines/fugu/calendar': { body: week } });
  renderDashboard('/machines/fugu');
  expect(
    await screen.findByRole('img', { name: 'Leased, yours: 2×1 at column 0, row 0, Mon 08:00 to Mon 09:00' }),
  ).toBeVisible();
  const other = screen.getByRole('img', { name: /^Leased by somebody else: 2×1 at column 4, row 0, Tue 10:00/ });
  const bar = other.querySelector('rect');
  expect(Number(bar?.getAttribute('width'))).toBeCloseTo(140, 5);
  expect(Number(bar?.getAttribute('x'))).toBeCloseTo(140 * (1 + 10 / 24), 5);
  expect(screen.getByRole('img', { name: /^Kept for a run: 8×8 at column 0/ })).toBeVisible();
  expect(screen.getByText('Mon 2 Feb')).toBeVisible();
});

test('a lease can begin later and is renewed with one button', async () => {
  const lease = {
    id: 'prt_1',
    machine: 'fugu',
    column: 0,
    row: 0,
    columns: 2,
    rows: 1,
    kind: 'dedicated',
    owner: 'ada',
    users: [],
    state: 'active',
    startsAt: '2026-02-02T08:00:00Z',
    expiresAt: '2026-02-02T09:30:00Z',
  };
  const asked = fakeService({
    ...given,
    'GET /partitions': { body: { items: [lease], nextCursor: null } },
    'POST /partitions': { status: 201, body: lease },
    'POST /partitions/prt_1/renew': { body: lease },
  });
  const { user } = renderDashboard('/machines/fugu');
  await user.click(await screen.findByRole('button', { name: 'An hour from now' }));
  expect(await screen.findByText('prt_1 ends at 09:30 UTC.')).toBeVisible();
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-02-03T10:00' } });
  await user.click(screen.getByRole('button', { name: 'Lease 2×1' }));
  expect(await screen.findByText('prt_1 is yours: 2×1 of fugu.')).toBeVisible();
  const bodies = asked.filter(({ method }) => method === 'POST').map(({ body }) => body);
  expect(bodies).toContainEqual({ minutes: 60 });
  expect(bodies).toContainEqual({
    machine: 'fugu',
    columns: 2,
    rows: 1,
    minutes: 60,
    from: new Date('2026-02-03T10:00').toISOString(),
  });
});
