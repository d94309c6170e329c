import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Run } from '@/api/types';
import { aBundle, aFinishedRun, aRun, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService, type Asked } from '@/testing/service';

const PATH = `/bundles/${aBundle.digest}`;

/** A service with one bundle, and runs that need it. */
function serviceWith(runs: Run[]) {
  let bundles = [aBundle];
  return fakeService({
    'GET /session': { body: aSession },
    'GET /bundles': () => ({ body: { items: bundles, nextCursor: null } }),
    [`GET ${PATH}`]: { body: aBundle },
    'GET /runs': { body: { items: runs, nextCursor: 'more' } },
    [`DELETE ${PATH}`]: ({ path }: Asked) => {
      if (runs.length > 0 && !path.endsWith('?cascade=true')) {
        return { status: 409, body: { code: 'bundle-in-use', title: 'Conflict', detail: 'needed by run run_1' } };
      }
      if (runs.some(({ state }) => state === 'running')) {
        return { status: 409, body: { code: 'run-under-way', title: 'Conflict', detail: 'run run_1 has not ended' } };
      }
      bundles = [];
      return { status: 204 };
    },
  });
}

const deletions = (asked: Asked[]) => asked.filter(({ method }) => method === 'DELETE').map(({ path }) => path);

test('a bundle that nothing needs is deleted, after a question', async () => {
  const asked = serviceWith([]);
  const { user } = renderDashboard('/bundles');
  await user.click(await screen.findByRole('button', { name: 'Delete pingpong 1.0.0' }));
  expect(deletions(asked)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Delete the bundle' }));
  expect(await screen.findByText('pingpong 1.0.0 is deleted.')).toBeVisible();
  expect(await screen.findByText('No bundles yet')).toBeVisible();
  expect(deletions(asked)).toEqual([PATH]);
});

test('a bundle that runs need names them, and goes with them only when asked again', async () => {
  const asked = serviceWith([aFinishedRun()]);
  const { user, router } = renderDashboard(PATH);
  await user.click(await screen.findByRole('button', { name: 'Delete pingpong 1.0.0' }));
  await user.click(screen.getByRole('button', { name: 'Delete the bundle' }));
  const needing = await screen.findByRole('list', { name: 'Runs that need it' });
  expect(await within(needing).findByRole('link', { name: 'run_1' })).toHaveAttribute('href', '/runs/run_1');
  expect(needing).toHaveTextContent('exited 0');
  expect(needing).toHaveTextContent('and older ones');
  expect(screen.getByRole('button', { name: 'Keep all' })).toHaveFocus();
  expect(deletions(asked)).toEqual([PATH]);

  await user.click(screen.getByRole('button', { name: 'Delete it with these runs' }));
  expect(await screen.findByText('pingpong 1.0.0 and its runs are deleted.')).toBeVisible();
  expect(deletions(asked)).toEqual([PATH, `${PATH}?cascade=true`]);
  await waitFor(() => expect(router.state.location.pathname).toBe('/bundles'));
});

test('a run that is under way keeps its bundle, and the dialog says so', async () => {
  serviceWith([aRun()]);
  const { user } = renderDashboard('/bundles');
  await user.click(await screen.findByRole('button', { name: 'Delete pingpong 1.0.0' }));
  await user.click(screen.getByRole('button', { name: 'Delete the bundle' }));
  expect(await screen.findByText('A run that is under way has to be canceled first.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Delete it with these runs' }));
  const dialog = screen.getByRole('dialog');
  expect(await within(dialog).findByText('Run run_1 has not ended')).toBeVisible();
  await user.click(within(dialog).getByRole('button', { name: 'Keep all' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByRole('link', { name: 'pingpong' })).toBeVisible();
});
