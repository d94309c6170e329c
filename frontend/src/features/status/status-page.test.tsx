import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { Incident, ServiceStatus, Verification } from '@/api/types';
import { aFinishedRun, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { FakeEventSource, fakeService } from '@/testing/service';

beforeEach(() => FakeEventSource.install());

const anIncident: Incident = {
  id: 'inc_1',
  machineVersion: 'abcdef012345-9',
  run: null,
  recorded: null,
  found: null,
  openedAt: '2026-11-23T10:00:00Z',
  closedAt: null,
  note: null,
};

const aStatus: ServiceStatus = {
  model: '9',
  runsQueued: 3,
  runsRunning: 1,
  audited: 20,
  different: 1,
  lastAuditedAt: '2026-11-23T10:00:00Z',
  incidents: [anIncident],
};

test('a user sees the incident, and neither whose run it is nor a way to close it', async () => {
  fakeService({ 'GET /session': { body: aSession }, 'GET /status': { body: aStatus } });
  renderDashboard('/status');
  expect(await screen.findByText(/had another digest when/)).toBeVisible();
  expect(screen.getByText(/20 runs of users/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Close the incident' })).toBeNull();
});

test('an administrator closes it with a note', async () => {
  let incidents = [{ ...anIncident, run: 'run_9', recorded: 'a'.repeat(64), found: 'b'.repeat(64) }];
  const asked = fakeService({
    'GET /session': { body: { ...aSession, user: { ...aSession.user, role: 'admin' } } },
    'GET /status': () => ({ body: { ...aStatus, incidents } }),
    'POST /admin/incidents/inc_1/close': () => {
      incidents = incidents.map((each) => ({ ...each, closedAt: '2026-11-23T11:00:00Z', note: 'a broken disk' }) as never);
      return { body: incidents[0] };
    },
  });
  const { user } = renderDashboard('/status');
  expect(await screen.findByRole('link', { name: 'run_9' })).toHaveAttribute('href', '/runs/run_9');
  await user.type(screen.getByLabelText(/Why it is closed/), 'a broken disk');
  await user.click(screen.getByRole('button', { name: 'Close the incident' }));
  expect(await screen.findByText(/: a broken disk/)).toBeVisible();
  expect(screen.getByText('None is open.')).toBeVisible();
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ note: 'a broken disk' });
});

test('a run is verified on its page', async () => {
  const verification: Verification = {
    id: 'ver_1',
    run: 'run_1',
    state: 'finished',
    audit: false,
    same: true,
    digest: 'a'.repeat(64),
    resultDigest: 'a'.repeat(64),
    failure: null,
    waitingFor: null,
    createdAt: '2026-11-23T10:00:00Z',
    startedAt: '2026-11-23T10:00:00Z',
    finishedAt: '2026-11-23T10:00:00Z',
  };
  let items: Verification[] = [];
  fakeService({
    'GET /session': { body: aSession },
    'GET /runs/run_1': { body: aFinishedRun() },
    'GET /runs/run_1/verifications': () => ({ body: { items, nextCursor: null } }),
    'POST /runs/run_1/verify': () => {
      items = [verification];
      return { status: 202, body: verification };
    },
  });
  const { user } = renderDashboard('/runs/run_1');
  await user.click(await screen.findByRole('button', { name: 'Verify' }));
  await waitFor(() => expect(screen.getByText(/the same digests$/)).toBeVisible());
});

test('a verification that waits says for what', async () => {
  const waits = {
    id: 'ver_1',
    run: 'run_1',
    state: 'queued',
    audit: false,
    failure: null,
    waitingFor: 'tomorrow, by UTC: your runs have used the 5 node-cycles that you may use a day',
    createdAt: '2026-11-23T10:00:00Z',
    finishedAt: null,
  };
  fakeService({
    'GET /session': { body: aSession },
    'GET /runs/run_1': { body: aFinishedRun() },
    'GET /runs/run_1/verifications': { body: { items: [waits], nextCursor: null } },
  });
  renderDashboard('/runs/run_1');
  expect(await screen.findByText(/Waits for tomorrow, by UTC: .* you may use a day\.$/)).toBeVisible();
});
