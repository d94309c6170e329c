import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { aFinishedRun, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { labelsOf } from '@/lib/labels';
import { FakeEventSource, fakeService } from '@/testing/service';

beforeEach(() => FakeEventSource.install());

test('the filter is in the address, and asked for as it stands there', async () => {
  const asked = fakeService({
    'GET /session': { body: aSession },
    'GET /runs': { body: { items: [aFinishedRun({ labels: { night: 'yes' } })], nextCursor: null } },
  });
  const { user, router } = renderDashboard('/runs?outcome=exited&label=team%3Da%20b');
  expect(await screen.findByText('night=yes')).toBeVisible();
  await user.type(screen.getByLabelText('Label'), 'night{Enter}');
  await user.type(screen.getByLabelText('Name'), 'ping');
  await user.click(screen.getByText('More filters'));
  await user.type(screen.getByLabelText('From'), '2026-01-31');
  await waitFor(() =>
    expect(asked.at(-1)?.path).toBe(
      '/runs?search=ping&outcome=exited&label=team%3Da+b&label=night&from=2026-01-31T00%3A00%3A00Z&limit=20',
    ),
  );
  await user.type(screen.getByLabelText('Arguments'), '1000 "a b"{Enter}');
  await user.type(screen.getByLabelText('Mesh'), '2x1');
  await waitFor(() => expect(asked.at(-1)?.path).toContain('&mesh=2x1&argument=1000&argument=a+b&'));
  await user.click(screen.getByRole('button', { name: 'Without the label team=a b' }));
  expect(new URLSearchParams(router.state.location.search).getAll('label')).toEqual(['night']);
});

test('labels are changed on the run’s page, with the tag of those that were there', async () => {
  const run = aFinishedRun({ labels: { night: 'yes' }, from: 'run_0' });
  const asked = fakeService({
    'GET /session': { body: aSession },
    'GET /runs/run_1': { body: run },
    'GET /runs/run_1/labels': { body: { labels: run.labels }, headers: { ETag: '"tag-1"' } },
    'PUT /runs/run_1/labels': { body: { labels: {} } },
  });
  const { user } = renderDashboard('/runs/run_1');
  expect(await screen.findByRole('link', { name: 'night=yes' })).toHaveAttribute('href', '/runs?label=night%3Dyes');
  expect(screen.getByRole('link', { name: 'run_0' })).toHaveAttribute('href', '/runs/run_0');
  await user.click(screen.getByRole('button', { name: 'Change labels' }));
  const text = screen.getByLabelText(/One on a line/);
  await user.type(text, '{Enter}team = a=b');
  await waitFor(() => expect(screen.getByRole('button', { name: 'Keep' })).toBeEnabled());
  await user.click(screen.getByRole('button', { name: 'Keep' }));
  expect(await screen.findByText('The labels are changed.')).toBeVisible();
  const put = asked.find(({ method }) => method === 'PUT');
  expect(put?.body).toEqual({ labels: { night: 'yes', team: 'a=b' } });
  expect(put?.headers.get('If-Match')).toBe('"tag-1"');
});

test('lines are labels', () => {
  expect(labelsOf(' a=1 \n\n b = 2=3\nc')).toEqual({ a: '1', b: '2=3', c: '' });
});
