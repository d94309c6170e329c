import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { RunSet } from '@/api/types';
import { aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService } from '@/testing/service';

const TOKEN = 'fugu_share_abc';
const AT = {
  machine: null,
  nodes: null,
  arguments: null,
  figures: null,
  seed: 1,
  pageTable: null,
  placement: null,
};
const member = (run: string, seed: number) => ({
  run,
  at: { ...AT, seed },
  state: 'finished',
  outcome: 'exited',
  exitCode: 0,
  cycles: 100 + seed,
  differencePercent: null,
  clockMegahertz: 20,
  instructions: 1,
  messagesSent: 0,
  messagesReceived: 0,
  digest: 'd'.repeat(64),
  resultDigest: 'e'.repeat(64),
  consoleDigest: 'f'.repeat(64),
  metrics: {},
  causes: {},
  counters: {},
  kernel: null,
  systemCalls: null,
  crossings: null,
  transfers: null,
});
const set = {
  id: 'rst_1',
  state: 'ended',
  bundle: { digest: 'b'.repeat(64), name: 'hello', version: '1.0.0' },
  axes: { seeds: [1, 2] },
  size: 2,
  ended: 2,
  sameOutput: null,
  members: [member('run_1', 1), member('run_2', 2)],
  alike: [],
  costs: [],
  createdAt: '2026-11-30T10:00:00Z',
} as unknown as RunSet;

test('who has a link sees the table of a set, and opens none of its runs', async () => {
  const asked = fakeService({
    'GET /shared/run-set': { body: { set, owner: 'ada', expiresAt: '2026-12-30T10:00:00Z' } },
  });
  renderDashboard(`/shared/set#${TOKEN}`);
  expect(await screen.findByRole('table', { name: 'Runs of the set' })).toBeVisible();
  expect(screen.getByText(/of ada/)).toBeVisible();
  expect(screen.queryByRole('link')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Share' })).toBeNull();
  expect(asked.every(({ path, headers }) => !path.includes(TOKEN) && headers.get('Fugu-Share') === TOKEN)).toBe(true);
});

test('the owner of a set makes a link to it', async () => {
  const made = {
    id: 'shr_1',
    token: TOKEN,
    path: `/shared/set#${TOKEN}`,
    showsOwner: false,
    createdAt: set.createdAt,
    expiresAt: set.createdAt,
  };
  fakeService({
    'GET /session': { body: aSession },
    'GET /run-sets/rst_1': { body: set },
    'GET /run-sets/rst_1/shares': { body: { items: [], nextCursor: null } },
    'POST /run-sets/rst_1/shares': { status: 201, body: made },
  });
  const { user } = renderDashboard('/run-sets/rst_1');
  await user.click(await screen.findByRole('button', { name: 'Share' }));
  await user.click(await screen.findByRole('button', { name: 'Make a link' }));
  expect(await screen.findByTestId('link')).toHaveTextContent(`/shared/set#${TOKEN}`);
});
