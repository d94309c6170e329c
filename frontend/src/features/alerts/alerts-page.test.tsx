import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Alert, Project } from '@/api/types';
import { aSession } from '@/testing/fixtures';
import { aProject, anAlert } from '@/testing/project-fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService, type Answer, type Asked } from '@/testing/service';

const PATH = '/projects/prj_1/alerts';

/** A service with one alert, which changes as it is told to; its tag counts the changes. */
function serviceWith(first: Alert, project: Project = aProject(), refusal?: Answer) {
  let alert = first;
  let version = 1;
  const change = (changes: (body: { reason?: string }) => Partial<Alert>) => (asked: Asked) => {
    if (refusal !== undefined) return refusal;
    if (asked.headers.get('If-Match') !== `"${version}"`) return { status: 412, body: { code: 'changed' } };
    version += 1;
    alert = { ...alert, ...changes(asked.body ?? {}) };
    return { body: alert };
  };
  return fakeService({
    'GET /session': { body: aSession },
    'GET /projects/prj_1': { body: project, headers: { ETag: '"1"' } },
    [`GET ${PATH}`]: ({ path }) => {
      const state = new URLSearchParams(path.split('?')[1]).get('state');
      return { body: { items: state === null || state === alert.state ? [alert] : [], nextCursor: null } };
    },
    [`GET ${PATH}/alr_1`]: () => ({ body: alert, headers: { ETag: `"${version}"` } }),
    [`POST ${PATH}/alr_1/acknowledge`]: change(({ reason }) => ({
      state: 'acknowledged',
      acknowledgedBy: 'ada',
      acknowledgedAt: '2026-11-29T13:00:00Z',
      reason: reason ?? null,
    })),
    [`POST ${PATH}/alr_1/resolve`]: change(() => ({
      state: 'resolved',
      resolvedBy: 'ada',
      resolvedAt: '2026-11-29T13:00:00Z',
    })),
    [`POST ${PATH}/alr_1/reopen`]: change(() => anAlert()),
  });
}

test('an alert is acknowledged with a reason, told to everybody, and undone', async () => {
  const asked = serviceWith(anAlert());
  const { user } = renderDashboard(`${PATH}?state=all`);
  const list = await screen.findByRole('list', { name: 'Alerts' });
  expect(list).toHaveTextContent('100 → 120 cycles, +20 +20.000 %');
  expect(within(list).getByRole('link', { name: 'why' })).toHaveAttribute('href', '/projects/prj_1/comparisons/cmp_1');
  expect(within(list).getByRole('link', { name: 'solve · cycles' })).toHaveAttribute(
    'href',
    '/projects/prj_1/benchmarks/solve?branch=main&measure=cycles',
  );

  await user.click(within(list).getByRole('button', { name: 'Acknowledge: solve, cycles' }));
  const dialog = screen.getByRole('dialog');
  await user.click(within(dialog).getByLabelText('Reason'));
  await user.paste('the new check is worth it');
  await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Acknowledge it' })).toBeEnabled());
  await user.click(within(dialog).getByRole('button', { name: 'Acknowledge it' }));
  expect(await screen.findByText('The alert is acknowledged.')).toBeVisible();
  await waitFor(() => expect(list).toHaveTextContent(/Acknowledged by ada .*: “the new check is worth it”/));
  const sent = asked.find(({ method }) => method === 'POST');
  expect(sent?.body).toEqual({ reason: 'the new check is worth it' });
  expect(sent?.headers.get('If-Match')).toBe('"1"');

  await user.click(within(list).getByRole('button', { name: 'Undo: solve, cycles' }));
  const undo = await screen.findByRole('button', { name: 'Make it active' });
  await waitFor(() => expect(undo).toBeEnabled());
  await user.click(undo);
  expect(await screen.findByText('The alert is active again.')).toBeVisible();
  await waitFor(() => expect(list).not.toHaveTextContent('Acknowledged by'));
  expect(asked.filter(({ method }) => method === 'POST').at(-1)?.headers.get('If-Match')).toBe('"2"');
});

test('an alert that is resolved is no longer among the active ones', async () => {
  serviceWith(anAlert());
  const { user } = renderDashboard(PATH);
  await user.click(await screen.findByRole('button', { name: 'Resolve: solve, cycles' }));
  const yes = await screen.findByRole('button', { name: 'Resolve it' });
  await waitFor(() => expect(yes).toBeEnabled());
  await user.click(yes);
  expect(await screen.findByText('No active alerts')).toBeVisible();
  await user.selectOptions(screen.getByLabelText('Show'), 'resolved');
  expect(await screen.findByText(/Resolved by ada/)).toBeVisible();
});

test('a refusal stays in the dialog', async () => {
  serviceWith(anAlert(), aProject(), {
    status: 412,
    body: { code: 'precondition-failed', title: 'Changed meanwhile', detail: 'somebody else changed it' },
  });
  const { user } = renderDashboard(PATH);
  await user.click(await screen.findByRole('button', { name: 'Resolve: solve, cycles' }));
  const dialog = screen.getByRole('dialog');
  const yes = within(dialog).getByRole('button', { name: 'Resolve it' });
  await waitFor(() => expect(yes).toBeEnabled());
  await user.click(yes);
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('Somebody else changed it');
});

test('a viewer sees alerts and can change none', async () => {
  serviceWith(anAlert(), aProject({ role: 'viewer' }));
  renderDashboard(PATH);
  const list = await screen.findByRole('list', { name: 'Alerts' });
  expect(within(list).queryByRole('button')).toBeNull();
});

test('without alerts the page says when there will be one', async () => {
  serviceWith(anAlert({ state: 'resolved' }));
  renderDashboard(PATH);
  expect(await screen.findByText(/Nothing on the default branch is worse/)).toBeVisible();
});
