import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { Run } from '@/api/types';
import { aFinishedRun, aRun, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { FakeEventSource, fakeService } from '@/testing/service';

beforeEach(() => FakeEventSource.install());

/** A service that keeps these runs until one is deleted. */
function serviceWith(kept: Run[]) {
  return fakeService({
    'GET /session': { body: aSession },
    'GET /runs': () => ({ body: { items: kept, nextCursor: null } }),
    'GET /runs/run_1': () => ({ body: kept.find(({ id }) => id === 'run_1') }),
    'DELETE /runs/run_1': () => {
      kept = kept.filter(({ id }) => id !== 'run_1');
      return { status: 204 };
    },
  });
}

test('a run that is over is deleted from the list, after a question', async () => {
  const asked = serviceWith([aFinishedRun(), aRun({ id: 'run_2' })]);
  const { user } = renderDashboard('/runs');
  await user.click(await screen.findByRole('button', { name: 'Delete run_1' }));
  expect(asked.some(({ method }) => method === 'DELETE')).toBe(false);
  const dialog = screen.getByRole('dialog', { name: 'Delete run_1?' });
  await user.click(within(dialog).getByRole('button', { name: 'Delete the run' }));
  expect(await screen.findByText('run_1 is deleted.')).toBeVisible();
  await waitFor(() => expect(screen.queryByText('run_1')).toBeNull());
  expect(screen.getByText('run_2')).toBeVisible();
  expect(document.getElementById('content')).toHaveFocus();
});

test('a run that is under way offers no deletion', async () => {
  serviceWith([aRun()]);
  renderDashboard('/runs');
  expect(await screen.findByText('run_1')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Delete run_1' })).toBeNull();
});

test('a run kept in the dialog stays', async () => {
  const asked = serviceWith([aFinishedRun()]);
  const { user } = renderDashboard('/runs');
  await user.click(await screen.findByRole('button', { name: 'Delete run_1' }));
  await user.click(screen.getByRole('button', { name: 'Keep' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(asked.some(({ method }) => method === 'DELETE')).toBe(false);
});

test('after its deletion a run’s page makes way for the list', async () => {
  const asked = serviceWith([aFinishedRun(), aFinishedRun({ id: 'run_2' })]);
  const { user, router } = renderDashboard('/runs/run_1');
  await user.click(await screen.findByRole('button', { name: 'Delete run_1' }));
  await user.click(screen.getByRole('button', { name: 'Delete the run' }));
  expect(await screen.findByText('run_2')).toBeVisible();
  expect(router.state.location.pathname).toBe('/runs');
  expect(screen.queryByText('run_1')).toBeNull();
  const deleted = asked.findIndex(({ method }) => method === 'DELETE');
  expect(asked.slice(deleted + 1).some(({ path }) => path === '/runs/run_1')).toBe(false);
});

test('why a run cannot be deleted is told as the service tells it', async () => {
  const refusal = { code: 'run-under-way', title: 'Conflict', detail: 'run run_1 has not ended; cancel it first' };
  fakeService({
    'GET /session': { body: aSession },
    'GET /runs': { body: { items: [aFinishedRun()], nextCursor: null } },
    'DELETE /runs/run_1': { status: 409, body: refusal },
  });
  const { user } = renderDashboard('/runs');
  await user.click(await screen.findByRole('button', { name: 'Delete run_1' }));
  await user.click(screen.getByRole('button', { name: 'Delete the run' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Run run_1 has not ended; cancel it first');
});
