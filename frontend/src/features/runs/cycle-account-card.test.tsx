import { screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { Run } from '@/api/types';
import { aFinishedRun, aRun, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { FakeEventSource, fakeService } from '@/testing/service';

beforeEach(() => FakeEventSource.install());

async function opened(run: Run) {
  fakeService({ 'GET /session': { body: aSession }, 'GET /runs/run_1': { body: run } });
  const { user } = renderDashboard('/runs/run_1');
  await screen.findByLabelText('Console output');
  return user;
}

const account = () => screen.getByRole('region', { name: 'Where the cycles went' });
const rowsOf = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .map((row) => Array.from(row.children, (cell) => cell.textContent));
// By label, not by role: of many elements jsdom takes long to tell the roles.
const nodes = () => Array.from(screen.getByLabelText(/^By node/).children, (node) => node as HTMLElement);

test('the cycles of all nodes are told by category in a fixed order, with their share', async () => {
  await opened(aFinishedRun());
  expect(rowsOf(within(account()).getByRole('table')).map((cells) => cells.slice(0, 3))).toEqual([
    ['Category', 'Cycles', 'Share'],
    ['Compute', '360,000', '54.5 %'],
    ['Remote miss', '30,000', '4.5 %'],
    ['Idle', '270,000', '40.9 %'],
  ]);
  expect(account()).toHaveTextContent(
    'Without a cycle: message handler, local miss, TLB refill, kernel, coherence, network, switch.',
  );
});

test('a bar is as wide in each category as its share, and says the same in words', async () => {
  await opened(aFinishedRun());
  const bar = within(account()).getByRole('img', {
    name: 'Compute 54.5 %, Remote miss 4.5 %, Idle 40.9 %',
  });
  expect(Array.from(bar.children, (part) => part.className)).toEqual([
    'cycles-compute',
    'cycles-remote_miss',
    'cycles-idle',
  ]);
  const widths = Array.from(bar.children, (part) => parseFloat((part as HTMLElement).style.width));
  expect(widths[0]).toBeCloseTo(54.545, 2);
  expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100, 6);
  expect(bar.children[1]).toHaveAttribute('title', 'Remote miss: 30,000 cycles, 4.5 %');
});

test('a category is chosen by keyboard, then every node tells its part of it', async () => {
  const user = await opened(aFinishedRun());
  expect(nodes().map((node) => node.textContent)).toEqual(['Node 0330,000', 'Node 1330,000']);

  const idle = within(account()).getByRole('button', { name: 'Idle' });
  idle.focus();
  await user.keyboard('{Enter}');
  expect(idle).toHaveAttribute('aria-pressed', 'true');
  expect(account().querySelector('.account')).toHaveAttribute('data-chosen', 'idle');
  expect(nodes().map((node) => node.textContent)).toEqual(['Node 00 0.0 %', 'Node 1270,000 81.8 %']);

  await user.keyboard('{Enter}');
  expect(idle).toHaveAttribute('aria-pressed', 'false');
  expect(account().querySelector('.account')).not.toHaveAttribute('data-chosen');
  expect(nodes()[0]).toHaveTextContent('330,000');
});

test('many nodes can be ordered by what was chosen; a shorter clock is a shorter bar', async () => {
  const counters = Array.from({ length: 128 }, (_, node) => ({
    'cycles.compute': 1000 + (node === 70 ? 1000 : 0),
    'cycles.network': node === 50 ? 24 : 0,
  }));
  const user = await opened(aFinishedRun({ nodes: 128, counters }));
  expect(nodes()).toHaveLength(128);
  expect(nodes()[3]).toHaveTextContent('Node 3');
  expect(within(nodes()[3] as HTMLElement).getByLabelText('Compute 100.0 %')).toHaveStyle({ width: '50%' });

  await user.selectOptions(screen.getByLabelText('Order'), 'most cycles first');
  expect(nodes()[0]).toHaveTextContent('Node 702,000');
  await user.click(screen.getByText('Network'));
  expect(nodes()[0]).toHaveTextContent('Node 5024 2.3 %');
  expect(nodes()[1]).toHaveTextContent('Node 00 0.0 %');
});

test('one node needs no bar of its own', async () => {
  await opened(aFinishedRun({ nodes: 1, counters: [{ 'cycles.compute': 7 }] }));
  expect(account()).toHaveTextContent('Compute7100.0 %');
  expect(screen.queryByText('By node')).toBeNull();
});

test('latencies are told in cycles, and as time at the machine’s clock', async () => {
  await opened(aFinishedRun());
  const card = screen.getByRole('region', { name: 'How long things took' });
  expect(rowsOf(within(card).getByRole('table'))).toEqual([
    ['In cycles', 'Count', 'Min', 'p50', 'p90', 'p99', 'Max', 'Mean'],
    [
      expect.stringContaining('Miss remote'),
      '8,345',
      '381.15 µs',
      '662 µs',
      '1003.03 µs',
      '1183.58 µs',
      '3,300100 µs',
      '75.62.29 µs',
    ],
  ]);
});

test('a run without messages and misses has no latencies, and says why', async () => {
  await opened(aFinishedRun({ latencies: {} }));
  expect(screen.getByText('Nothing to time: no message was sent and no line missed.')).toBeVisible();
});

test('an old result says that it knows neither', async () => {
  await opened(aFinishedRun({ counters: [{ cycles: 330_000, tlb_misses: 4 }], latencies: null }));
  expect(account()).toHaveTextContent('Not known: this result was recorded before nodes kept account');
  expect(within(account()).queryByRole('img')).toBeNull();
  expect(screen.getByRole('region', { name: 'How long things took' })).toHaveTextContent(
    'Not known: this result was recorded before the service kept latencies.',
  );
});

test.each([['running'], ['canceled']])('of a run that is %s there is nothing to tell yet, or ever', async (state) => {
  await opened(aRun({ state }));
  expect(screen.queryByText('Where the cycles went')).toBeNull();
  expect(screen.queryByText('How long things took')).toBeNull();
});
