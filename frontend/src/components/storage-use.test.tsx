import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { QuotaUse, StorageUse } from '@/api/types';
import { aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService } from '@/testing/service';

const NOTHING = { items: [], nextCursor: null };
const MOSTLY_FREE: StorageUse = {
  bundleBytes: { used: 18_000, bound: 1_073_741_824 },
  keptRuns: { used: 2500, bound: 10_000 },
  consoleBytes: { used: 0, bound: 4_294_967_296 },
};

const IN_USE: QuotaUse = {
  nodes: { used: 3, bound: 4096 },
  nodeCyclesToday: { used: 250, bound: 1000 },
  queuedRuns: { used: 0, bound: 1000 },
};

function keeping(storage: StorageUse) {
  fakeService({
    'GET /session': { body: aSession },
    'GET /users/me': { body: { ...aSession.user, storage, use: IN_USE } },
    'GET /runs': { body: NOTHING },
    'GET /bundles': { body: NOTHING },
    'GET /machines': { body: NOTHING },
    'GET /partitions': { body: NOTHING },
  });
}

test('the overview shows what is kept and may be kept, as bars with exact figures', async () => {
  keeping(MOSTLY_FREE);
  renderDashboard('/');
  const card = await screen.findByRole('region', { name: 'Storage' });
  expect(card).toHaveTextContent('Bundles18 KiB of 1 GiB18,000 of 1,073,741,824 bytes, < 0.1 %');
  expect(card).toHaveTextContent('Kept runs2,500 of 10,0002,500 of 10,000 runs, 25.0 %');
  expect(card).toHaveTextContent('Consoles of runs0 B of 4 GiB0 of 4,294,967,296 bytes, 0.0 %');
  expect(card).toHaveTextContent('Node-cycles today (UTC)250 of 1,000250 of 1,000 node-cycles, 25.0 %');
  const runs = within(card).getByRole('meter', { name: 'Kept runs' });
  expect(runs).toHaveAttribute('aria-valuenow', '25');
  expect(runs).toHaveAttribute('aria-valuetext', '2,500 of 10,000 runs');
  expect(within(card).queryByRole('status')).toBeNull();
});

test('what is nearly full is said there, and where more would be kept', async () => {
  const nearlyFull = { ...MOSTLY_FREE, keptRuns: { used: 9000, bound: 10_000 } };
  const warning = /^Kept runs: 9,000 of 10,000 runs are in use, so there is little room left\./;
  keeping(nearlyFull);
  renderDashboard('/');
  expect(await screen.findByText(warning)).toBeVisible();
  expect(screen.getByRole('link', { name: 'delete runs' })).toHaveAttribute('href', '/runs');
});

test('a full store is said to be full', async () => {
  const full = { ...MOSTLY_FREE, bundleBytes: { used: 1001n, bound: 1001 } };
  keeping(full);
  renderDashboard('/bundles');
  expect(await screen.findByText(/^Bundles: 1,001 of 1,001 bytes are in use, so there is no room left\./)).toBeVisible();
});

test('a page says nothing while there is room for what it adds', async () => {
  keeping({ ...MOSTLY_FREE, bundleBytes: { used: 1001, bound: 1001 }, keptRuns: { used: 8999, bound: 10_000 } });
  const { client } = renderDashboard('/runs');
  expect(await screen.findByText('No runs yet')).toBeVisible();
  await client.ensureQueryData({ queryKey: ['me'] });
  expect(screen.queryByText(/room left/)).toBeNull();
});
