import { screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { RunImport } from '@/api/types';
import { aFinishedRun, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { FakeEventSource, fakeService } from '@/testing/service';
import { fakeUpload } from '@/testing/upload';

beforeEach(() => FakeEventSource.install());

function brought(changes: Partial<RunImport> = {}) {
  return aFinishedRun({
    imported: {
      installation: 'the lab',
      run: 'run_theirs',
      finishedAt: '2026-01-31T12:00:00Z',
      state: 'claimed',
      differences: [],
      verifiedAt: null,
      ...changes,
    },
  });
}

const page = (run = brought()) => ({
  'GET /session': { body: aSession },
  'GET /runs': { body: { items: [run], nextCursor: null } },
  [`GET /runs/${run.id}`]: { body: run },
  [`GET /runs/${run.id}/verifications`]: { body: { items: [], nextCursor: null } },
});

test('a file is sent as it is, and its run is shown as a claim', async () => {
  fakeService(page());
  const sent = fakeUpload({ body: brought() });
  const { user } = renderDashboard('/runs');
  expect(await screen.findByText('imported, not verified')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Import' }));
  const file = new File(['PK'], 'table3.fugu-run');
  await user.upload(await screen.findByLabelText('File'), file);
  await user.click(screen.getByRole('button', { name: 'Import the run' }));
  expect(await screen.findByText(/Its result is what the file says/)).toBeVisible();
  expect(sent[0]).toBe(file);
  expect(screen.queryByRole('link', { name: 'Export' })).toBeNull();
});

test('a file that is refused says why', async () => {
  fakeService(page());
  fakeUpload({ status: 422, body: { title: 'No', detail: 'the file is refused: truncated', code: 'not-a-run-file' } });
  const { user } = renderDashboard('/runs');
  await user.click(await screen.findByRole('button', { name: 'Import' }));
  await user.upload(await screen.findByLabelText('File'), new File(['x'], 'x.fugu-run'));
  await user.click(screen.getByRole('button', { name: 'Import the run' }));
  expect(await screen.findByRole('alert')).toHaveTextContent(/file is refused: truncated/);
});

test('what was found is told, and only what is verified is passed on', async () => {
  fakeService(page(brought({ state: 'different', differences: ['cycles', 'console'] })));
  renderDashboard('/runs/run_1');
  expect(await screen.findByText('imported, differs')).toBeVisible();
  expect(screen.getByText(/claims otherwise: cycles, console/)).toBeVisible();
  expect(screen.queryByRole('link', { name: 'Export' })).toBeNull();
});

test('a run of this service is exported', async () => {
  fakeService(page(aFinishedRun()));
  renderDashboard('/runs/run_1');
  expect(await screen.findByRole('link', { name: 'Export' })).toHaveAttribute('href', '/api/v1/runs/run_1/export');
});

test('who sees a member’s run is offered nothing that is its owner’s alone', async () => {
  fakeService(page(aFinishedRun({ user: 'ben', project: 'prj_1', startedAt: null, from: null })));
  renderDashboard('/runs/run_1');
  expect(await screen.findByText(/another run of this service/)).toBeVisible();
  expect(screen.getByRole('link', { name: 'Export' })).toBeVisible();
  for (const name of ['Delete', 'Share', 'Verify', 'Change labels']) {
    expect(screen.queryByRole('button', { name })).toBeNull();
  }
});
