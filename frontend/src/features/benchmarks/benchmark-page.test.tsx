import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Benchmark, History, Project } from '@/api/types';
import { aSession } from '@/testing/fixtures';
import { aBenchmark, aComparison, aHistory, aProject } from '@/testing/project-fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService } from '@/testing/service';

const PATH = '/projects/prj_1/benchmarks/solve';
const HISTORY = `GET ${PATH}/history`;
const V2 = 'fedcba543210';
const ODD = 9_007_199_254_740_993n;

function serviceWith(history: History, benchmarks: Benchmark[] = [aBenchmark], project: Project = aProject()) {
  return fakeService({
    'GET /session': { body: aSession },
    'GET /projects/prj_1': { body: project, headers: { ETag: '"1"' } },
    'GET /projects/prj_1/benchmarks': { body: { items: benchmarks, nextCursor: null } },
    'GET /projects/prj_1/comparisons/cmp_1': { body: aComparison({ state: 'queued' }) },
    'POST /projects/prj_1/comparisons': { status: 202, body: aComparison({ state: 'queued' }) },
    [HISTORY]: { body: history },
  });
}

const MOVED = aHistory([
  { value: ODD },
  { value: ODD, difference: 0 },
  { value: ODD + 2n, difference: 2 },
  { value: ODD + 1n, difference: -1 },
]);

test('every figure is in the table exactly, with what it moved by', async () => {
  serviceWith(MOVED);
  renderDashboard(PATH);
  const table = within(await screen.findByRole('region', { name: 'Figures' })).getByRole('table');
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringContaining('c4c4c4c4c4Commit 49,007,199,254,740,994-1'),
    expect.stringContaining('c3c3c3c3c3Commit 39,007,199,254,740,995+2'),
    expect.stringContaining('c2c2c2c2c2Commit 29,007,199,254,740,993same'),
    expect.stringContaining('c1c1c1c1c1Commit 19,007,199,254,740,993first'),
  ]);
});

test('exactly the commits that moved the figure are marked in the plot', async () => {
  serviceWith(MOVED);
  renderDashboard(PATH);
  const name = 'cycles of solve on main: 4 measurements, moved 2 times, 1 epoch';
  const plot = await screen.findByRole('img', { name });
  expect(plot.querySelectorAll('.history-change')).toHaveLength(2);
  expect(plot.querySelectorAll('.history-dot')).toHaveLength(2);
  expect(plot.querySelectorAll('.history-border')).toHaveLength(0);
});

test('the slider tells each point in words, and what it chose is read beside the plot', async () => {
  serviceWith(MOVED);
  renderDashboard(PATH);
  const slider = await screen.findByRole('slider', { name: 'Measurement' });
  expect(slider).toHaveAttribute(
    'aria-valuetext',
    'c4c4c4c4c4: 9,007,199,254,740,994 cycles, -1. Commit 4',
  );
  fireEvent.change(slider, { target: { value: '2' } });
  expect(slider).toHaveAttribute('aria-valuetext', 'c3c3c3c3c3: 9,007,199,254,740,995 cycles, +2. Commit 3');
  expect(screen.getByTestId('reading')).toHaveTextContent('9,007,199,254,740,995 cycles +2');
  const chosen = screen.getAllByRole('row').filter((row) => row.getAttribute('aria-current') === 'true');
  expect(chosen.map((row) => row.textContent)).toEqual([expect.stringContaining('Commit 3')]);
});

test('figures of two versions of the machine are drawn apart', async () => {
  serviceWith(aHistory([{ value: 100 }, { value: 90, machineVersion: V2 }, { value: 90, difference: 0, machineVersion: V2 }]));
  renderDashboard(PATH);
  const plot = await screen.findByRole('img', { name: /moved 0 times, 2 epochs/ });
  expect(plot.querySelectorAll('.history-line')).toHaveLength(2);
  expect(within(plot).getByText('machine version fedcba543210')).toBeVisible();
  expect(screen.getByText('new epoch: machine version fedcba543210')).toBeVisible();
});

test('epochs that lie in each other keep lines of their own, and what moved is compared within its own', async () => {
  const asked = serviceWith(
    aHistory([
      { value: 100 },
      { value: 70, machineVersion: V2 },
      { value: 101, difference: 1 },
      { value: 70, difference: 0, machineVersion: V2 },
    ]),
  );
  const { user } = renderDashboard(PATH);
  const plot = await screen.findByRole('img', { name: /moved 1 time, 2 epochs/ });
  const lines = [...plot.querySelectorAll('.history-line')].map((line) => line.getAttribute('d') ?? '');
  expect(lines.map((line) => line.match(/H/g)?.length)).toEqual([1, 1]);
  await user.click(screen.getByRole('button', { name: 'Compare c3c3c3c3c3 with the commit before' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ base: 'mea_1', head: 'mea_3' }));
});

test('only where it moved leaves out what stayed the same', async () => {
  serviceWith(MOVED);
  const { user } = renderDashboard(PATH);
  await user.click(await screen.findByRole('checkbox', { name: 'Only where it moved' }));
  expect(screen.getAllByRole('row')).toHaveLength(4);
  expect(screen.queryByText('Commit 2')).toBeNull();
});

test('branch, machine and measure are chosen, and stand in the address', async () => {
  const other = { ...aBenchmark, branch: 'release', measures: [{ name: 'hops', unit: null }] };
  const asked = serviceWith(MOVED, [other, aBenchmark]);
  const { user, router } = renderDashboard(PATH);
  expect(await screen.findByLabelText('Branch')).toHaveValue('main');
  await user.selectOptions(screen.getByLabelText('Branch'), 'release');
  await waitFor(() => expect(asked.at(-1)?.path).toBe(`${PATH}/history?measure=hops&branch=release&machine=fugu`));
  expect(router.state.location.search).toContain('branch=release');
});

test('where it moved, the two commits can be compared by one click', async () => {
  const asked = serviceWith(MOVED);
  const { user, router } = renderDashboard(PATH);
  await user.click(await screen.findByRole('button', { name: 'Compare c3c3c3c3c3 with the commit before' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/projects/prj_1/comparisons/cmp_1'));
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ base: 'mea_2', head: 'mea_3' });
});

test('a viewer reads, and is offered nothing that would be refused', async () => {
  serviceWith(MOVED, [aBenchmark], aProject({ role: 'viewer' }));
  renderDashboard(PATH);
  expect(await screen.findByRole('slider')).toBeVisible();
  expect(screen.queryByRole('button', { name: /Compare/ })).toBeNull();
});

test('a name that nothing has says so', async () => {
  serviceWith(MOVED, []);
  renderDashboard(PATH);
  expect(await screen.findByText('No figures of this name')).toBeVisible();
});
