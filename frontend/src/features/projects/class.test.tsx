import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Project } from '@/api/types';
import { aRun, aSession } from '@/testing/fixtures';
import { aProject } from '@/testing/project-fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService, type Answer, type Asked } from '@/testing/service';

const P = '/projects/prj_1';
const EMPTY: Answer = { body: { items: [], nextCursor: null } };

function serviceWith(project: Project, more: Record<string, Answer | ((asked: Asked) => Answer)> = {}) {
  return fakeService({
    'GET /session': { body: aSession },
    'GET /projects': { body: { items: [project], nextCursor: null } },
    [`GET ${P}`]: { body: project, headers: { ETag: '"7"' } },
    [`GET ${P}/members`]: EMPTY,
    [`GET ${P}/invitations`]: EMPTY,
    [`GET ${P}/keys`]: EMPTY,
    [`GET ${P}/webhooks`]: EMPTY,
    [`GET ${P}/thresholds`]: EMPTY,
    [`GET ${P}/runs`]: EMPTY,
    ...more,
  });
}

test('the link of an invitation is shown once, and how many have joined by it', async () => {
  const invitation = {
    id: 'inv_1',
    role: 'member',
    uses: 30,
    used: 4,
    createdAt: '2026-11-29T10:00:00Z',
    expiresAt: '2126-12-06T10:00:00Z',
    revokedAt: null,
  };
  const asked = serviceWith(aProject(), {
    [`GET ${P}/invitations`]: { body: { items: [invitation], nextCursor: null } },
    [`POST ${P}/invitations`]: {
      status: 201,
      body: { invitation, token: 'fugu_join_x', page: '/join#fugu_join_x' },
    },
  });
  const { user } = renderDashboard(`${P}/settings`);
  const card = await screen.findByRole('region', { name: 'Invitations' });
  expect(await within(card).findByText('4 of 30')).toBeVisible();
  const uses = within(card).getByLabelText('How many can join');
  await user.clear(uses);
  await user.type(uses, '30');
  await user.click(within(card).getByRole('button', { name: 'Make a link' }));
  expect(await screen.findByTestId('link')).toHaveTextContent(`${window.location.origin}/join#fugu_join_x`);
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
    role: 'member',
    uses: 30,
    expiresInDays: 7,
  });
});

test('who opens the link of an invitation joins its project', async () => {
  const asked = serviceWith(aProject({ role: 'member', owner: 'eve' }), {
    'POST /invitations/accept': { body: aProject({ role: 'member', owner: 'eve' }) },
  });
  const { user, router } = renderDashboard('/join#fugu_join_x');
  expect(await screen.findByLabelText('Token of the invitation')).toHaveValue('fugu_join_x');
  await user.click(screen.getByRole('button', { name: 'Join' }));
  await waitFor(() => expect(router.state.location.pathname).toBe(P));
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ token: 'fugu_join_x' });
});

test('the owner says what a member may have', async () => {
  const amount = { used: 1, bound: 4 };
  const asked = serviceWith(aProject(), {
    [`GET ${P}/members`]: {
      body: { items: [{ user: 'ben', role: 'member', addedAt: '2026-11-29T10:00:00Z' }], nextCursor: null },
    },
    [`GET ${P}/members/ben/quota`]: {
      body: {
        given: { nodes: 4, nodeCyclesADay: null, queuedRuns: null, keptRuns: null },
        nodes: amount,
        nodeCyclesToday: amount,
        queuedRuns: amount,
        keptRuns: amount,
      },
    },
    [`PUT ${P}/members/ben/quota`]: { body: {} },
  });
  const { user } = renderDashboard(`${P}/settings`);
  await user.click(await screen.findByRole('button', { name: 'Quota of ben' }));
  const nodes = await screen.findByLabelText('Nodes at once');
  expect(nodes).toHaveValue('4');
  await user.clear(nodes);
  await user.type(screen.getByLabelText('Waiting runs'), '10');
  await user.click(screen.getByRole('button', { name: 'Change' }));
  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({
      nodes: null,
      nodeCyclesADay: null,
      queuedRuns: 10,
      keptRuns: null,
    }),
  );
});

test('the owner sees whose the runs of a project are, and cancels one', async () => {
  const run = aRun({ user: 'ben', project: 'prj_1' });
  const asked = serviceWith(aProject(), {
    [`GET ${P}/runs`]: { body: { items: [run], nextCursor: null } },
    [`POST /runs/${run.id}/cancel`]: { status: 202, body: run },
  });
  const { user } = renderDashboard(`${P}/runs`);
  expect(await screen.findByRole('cell', { name: 'ben' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: `Cancel ${run.id}` }));
  await user.click(screen.getByRole('button', { name: 'Cancel it' }));
  await waitFor(() => expect(asked.some(({ path }) => path === `/runs/${run.id}/cancel`)).toBe(true));
});
