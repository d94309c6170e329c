import { screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { aFinishedRun, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { FakeEventSource, fakeService } from '@/testing/service';

beforeEach(() => FakeEventSource.install());

const TOKEN = 'fugu_share_abc';
const run = aFinishedRun();
const shared = { run, owner: null, expiresAt: '2026-12-30T10:00:00Z' };

test('who has a link sees the run without signing in, and its token is in no address', async () => {
  const asked = fakeService({
    'GET /shared/run': { body: shared },
    'GET /shared/run/console': { body: 'hello from node 0' },
  });
  renderDashboard(`/shared#${TOKEN}`);
  expect(await screen.findByText(/hello from node 0/)).toBeVisible();
  expect(screen.queryByRole('link')).toBeNull();
  expect(asked.map(({ path }) => path).join()).not.toContain(TOKEN);
  expect(asked.every(({ headers }) => headers.get('Fugu-Share') === TOKEN)).toBe(true);
});

test('a link that leads nowhere says so', async () => {
  fakeService({});
  renderDashboard(`/shared#${TOKEN}`);
  expect(await screen.findByText('There is no /shared/run.')).toBeVisible();
});

test('the owner makes a link, which is shown once, and takes it back', async () => {
  const share = {
    id: 'shr_1',
    run: run.id,
    runSet: null,
    prefix: 'fugu_share_ab',
    showsOwner: false,
    createdAt: shared.expiresAt,
    expiresAt: shared.expiresAt,
    lastUsedAt: null,
  };
  const made: { id: string }[] = [];
  const asked = fakeService({
    'GET /session': { body: aSession },
    [`GET /runs/${run.id}`]: { body: run },
    [`GET /runs/${run.id}/shares`]: () => ({ body: { items: made, nextCursor: null } }),
    [`POST /runs/${run.id}/shares`]: () => {
      made.push({ ...share });
      return { status: 201, body: { ...share, token: TOKEN, path: `/shared#${TOKEN}` } };
    },
    [`DELETE /runs/${run.id}/shares/shr_1`]: () => {
      made.pop();
      return { status: 204 };
    },
  });
  const { user } = renderDashboard(`/runs/${run.id}`);
  await user.click(await screen.findByRole('button', { name: 'Share' }));
  await user.click(await screen.findByRole('button', { name: 'Make a link' }));
  expect(await screen.findByTestId('link')).toHaveTextContent(`/shared#${TOKEN}`);
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ expiresInDays: 30, showOwner: false });
  await user.click(await screen.findByRole('button', { name: 'Revoke fugu_share_ab' }));
  await expect.poll(() => asked.some(({ method }) => method === 'DELETE')).toBe(true);
});
