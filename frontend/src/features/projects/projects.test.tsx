import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Measurement, Member, Project } from '@/api/types';
import { aSession } from '@/testing/fixtures';
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
    [`GET ${P}/keys`]: EMPTY,
    [`GET ${P}/webhooks`]: EMPTY,
    [`GET ${P}/thresholds`]: EMPTY,
    [`GET ${P}/benchmarks`]: EMPTY,
    [`GET ${P}/comparisons`]: EMPTY,
    [`GET ${P}/measurements`]: EMPTY,
    [`GET ${P}/alerts`]: EMPTY,
    ...more,
  });
}

test('who has no project is told the steps to a gate, and creates the first one', async () => {
  const asked = serviceWith(aProject(), {
    'GET /projects': EMPTY,
    'POST /projects': { status: 201, body: aProject() },
  });
  const { user, router } = renderDashboard('/projects');
  expect(await screen.findByText(/Four steps to a gate/)).toBeVisible();
  await user.type(screen.getByLabelText('Name'), 'solver');
  await user.click(screen.getByRole('button', { name: 'Create project' }));
  await waitFor(() => expect(router.state.location.pathname).toBe(P));
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
    name: 'solver',
    defaultBranch: 'main',
    description: '',
  });
  expect(await screen.findByRole('link', { name: 'make a run key' })).toHaveAttribute('href', `${P}/settings#keys`);
});

test('a run key’s token is shown once, with the lines a pipeline needs', async () => {
  const key = {
    id: 'key_1',
    name: 'ci',
    prefix: 'fugu_run_ab',
    createdBy: 'ada',
    createdAt: '2026-11-29T10:00:00Z',
    lastUsedAt: null,
    expiresAt: null,
  };
  const asked = serviceWith(aProject(), {
    [`POST ${P}/keys`]: { status: 201, body: { ...key, token: 'fugu_run_abcdef' } },
    [`GET ${P}/keys`]: { body: { items: [key], nextCursor: null } },
  });
  const { user } = renderDashboard(`${P}/settings`);
  const card = await screen.findByRole('region', { name: 'Run keys' });
  await user.type(within(card).getByLabelText('Name of a new key'), 'ci');
  await user.click(within(card).getByRole('button', { name: 'Make a run key' }));
  expect(await screen.findByTestId('token')).toHaveTextContent('fugu_run_abcdef');
  expect(card).toHaveTextContent(`export FUGU_URL=${window.location.origin}`);
  expect(card).toHaveTextContent("./fugu ci --build 'make -s' build/my-bundle");
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ name: 'ci', expiresInDays: 365 });
  await user.click(within(card).getByRole('button', { name: 'I have it' }));
  expect(screen.queryByText('fugu_run_abcdef')).toBeNull();
  expect(await within(card).findByRole('button', { name: 'Revoke ci' })).toBeVisible();
});

test('the owner gives somebody another role, and takes it away', async () => {
  let members: Member[] = [
    { user: 'ada', role: 'owner', addedAt: '2026-11-29T10:00:00Z' },
    { user: 'ben', role: 'viewer', addedAt: '2026-11-29T10:00:00Z' },
  ];
  const asked = serviceWith(aProject(), {
    [`GET ${P}/members`]: () => ({ body: { items: members, nextCursor: null } }),
    [`PUT ${P}/members/ben`]: ({ body }) => {
      members = members.map((member) => (member.user === 'ben' ? { ...member, ...(body as Member) } : member));
      return { body: members[1] };
    },
    [`DELETE ${P}/members/ben`]: () => {
      members = members.slice(0, 1);
      return { status: 204 };
    },
  });
  const { user } = renderDashboard(`${P}/settings`);
  await user.selectOptions(await screen.findByLabelText('Role of ben'), 'member');
  expect(await screen.findByText('ben is a member now.')).toBeVisible();
  expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ role: 'member' });
  expect(screen.queryByLabelText('Role of ada')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Remove ben' }));
  await user.click(within(screen.getByRole('dialog', { name: 'Remove ben?' })).getByRole('button', { name: 'Remove' }));
  expect(await screen.findByText('ben is out.')).toBeVisible();
  await waitFor(() => expect(screen.queryByLabelText('Role of ben')).toBeNull());
});

test('a change of the project says which state of it was seen', async () => {
  const asked = serviceWith(aProject(), { [`PUT ${P}`]: { body: aProject({ description: 'faster' }) } });
  const { user } = renderDashboard(`${P}/settings`);
  const card = await screen.findByRole('region', { name: 'Project' });
  await user.type(within(card).getByLabelText('Description'), 'faster');
  await user.click(within(card).getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('The project is changed.')).toBeVisible();
  const sent = asked.find(({ method }) => method === 'PUT');
  expect(sent?.headers.get('If-Match')).toBe('"7"');
  expect(sent?.body).toEqual({ name: 'solver', defaultBranch: 'main', description: 'faster' });
});

test('a viewer may leave, and is shown nothing else to do', async () => {
  serviceWith(aProject({ role: 'viewer', owner: 'ben' }), {
    [`GET ${P}/members`]: {
      body: { items: [{ user: 'ada', role: 'viewer', addedAt: '2026-11-29T10:00:00Z' }], nextCursor: null },
    },
  });
  renderDashboard(`${P}/settings`);
  expect(await screen.findByRole('button', { name: 'Leave solver' })).toBeVisible();
  expect(screen.queryByRole('region', { name: 'Webhooks' })).toBeNull();
  const buttons = within(document.querySelector('.settings') as HTMLElement).getAllByRole('button');
  expect(buttons.map((button) => button.textContent)).toEqual(['Leave']);
});

test('a webhook’s secret is shown once, and what was sent can be read', async () => {
  const webhook = {
    id: 'whk_1',
    url: 'https://chat.example/hook',
    events: ['alert.raised'],
    createdAt: '2026-11-29T10:00:00Z',
  };
  const delivery = {
    id: 'dlv_1',
    event: 'alert.raised',
    state: 'failed',
    attempts: 3,
    lastStatus: 500,
    lastError: 'the receiver failed',
    createdAt: '2026-11-29T10:00:00Z',
    nextAttemptAt: null,
    body: '{"type":"alert.raised"}',
  };
  const asked = serviceWith(aProject(), {
    [`POST ${P}/webhooks`]: { status: 201, body: { ...webhook, secret: 'whsec_1' } },
    [`GET ${P}/webhooks`]: { body: { items: [webhook], nextCursor: null } },
    [`GET ${P}/webhooks/whk_1/deliveries`]: { body: { items: [delivery], nextCursor: null } },
    [`POST ${P}/webhooks/whk_1/ping`]: { status: 202, body: { ...delivery, id: 'dlv_2', event: 'ping', state: 'pending' } },
    [`POST ${P}/webhooks/whk_1/deliveries/dlv_1/redeliver`]: { status: 202, body: { ...delivery, state: 'pending' } },
  });
  const { user } = renderDashboard(`${P}/settings`);
  const card = await screen.findByRole('region', { name: 'Webhooks' });
  await user.type(within(card).getByLabelText('Address'), webhook.url);
  await user.click(within(card).getByLabelText('alert.resolved'));
  await user.click(within(card).getByRole('button', { name: 'Add a webhook' }));
  expect(await screen.findByTestId('secret')).toHaveTextContent('whsec_1');
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ url: webhook.url, events: ['alert.raised'] });
  await user.click(within(card).getByText('Deliveries'));
  expect(await within(card).findByText('500, the receiver failed')).toBeVisible();
  expect(card).toHaveTextContent('failed3 attempts');
  expect(card).toHaveTextContent('{"type":"alert.raised"}');
  await user.click(within(card).getByRole('button', { name: `Send a ping to ${webhook.url}` }));
  await user.click(within(card).getByRole('button', { name: 'Send dlv_1 again' }));
  await waitFor(() =>
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining([
        `POST ${P}/webhooks/whk_1/ping`,
        `POST ${P}/webhooks/whk_1/deliveries/dlv_1/redeliver`,
      ]),
    ),
  );
});

test('the manifest’s thresholds are shown, and only the project’s own can be deleted', async () => {
  const own = { id: 'thr_1', benchmark: '*', measure: 'hops', increase: '1%', decrease: null, source: 'project' };
  serviceWith(aProject(), {
    [`GET ${P}/thresholds`]: {
      body: {
        items: [own, { ...own, id: null, benchmark: 'solve', measure: 'cycles', source: 'manifest' }],
        nextCursor: null,
      },
    },
  });
  renderDashboard(`${P}/settings`);
  const card = await screen.findByRole('region', { name: 'Thresholds' });
  expect(await within(card).findByRole('button', { name: 'Delete the threshold of *, hops' })).toBeVisible();
  expect(card).toHaveTextContent('*hops1%freeproject');
  expect(within(card).queryByRole('button', { name: /solve/ })).toBeNull();
});

test('measurements tell how they stand; one under way is canceled, one that ended is deleted', async () => {
  const measurement: Measurement = {
    id: 'mea_1',
    bundle: 'b5'.repeat(32),
    bundleName: 'solver',
    commit: 'c1'.repeat(20),
    branch: 'main',
    committedAt: '2026-11-29T10:00:00Z',
    subject: 'Tidy up',
    pullRequest: null,
    libos: { name: 'exos', version: '1.0', digest: 'e0'.repeat(32) },
    state: 'running',
    machineVersion: null,
    createdAt: '2026-11-29T10:00:00Z',
    finishedAt: null,
    createdBy: 'ada',
    from: null,
    failure: null,
    waitingFor: null,
    succeeded: null,
    progress: { benchmark: 'solve', done: 1, of: 3 },
  };
  let items: Measurement[] = [
    measurement,
    { ...measurement, id: 'mea_2', commit: 'c2'.repeat(20), libos: null, state: 'finished', succeeded: false, progress: null },
    {
      ...measurement,
      id: 'mea_3',
      commit: 'c3'.repeat(20),
      state: 'queued',
      waitingFor: 'tomorrow, by UTC: the node-cycles are used that the project’s owner may use a day',
      progress: null,
    },
  ];
  serviceWith(aProject(), {
    [`GET ${P}/measurements`]: () => ({ body: { items, nextCursor: null } }),
    [`POST ${P}/measurements/mea_1/cancel`]: () => {
      items = items.map((one) => (one.id === 'mea_1' ? { ...one, state: 'canceled', progress: null } : one));
      return { body: items[0] };
    },
    [`DELETE ${P}/measurements/mea_2`]: () => {
      items = items.filter(({ id }) => id !== 'mea_2');
      return { status: 204 };
    },
  });
  const { user } = renderDashboard(P);
  expect(await screen.findByText('solve, 1 of 3')).toBeVisible();
  expect(screen.getByText(/^Waits for tomorrow, by UTC/)).toBeVisible();
  expect(screen.getAllByText('on exos@1.0')).toHaveLength(2);
  expect(screen.getByText('a program failed')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Cancel the measurement of c1c1c1c1c1' }));
  await user.click(screen.getByRole('button', { name: 'Cancel the measurement' }));
  expect(await screen.findByText('canceled')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Delete the measurement of c2c2c2c2c2' }));
  await user.click(screen.getByRole('button', { name: 'Delete the measurement' }));
  await waitFor(() => expect(screen.queryByText('a program failed')).toBeNull());
});

test('a project that is not there, or not one’s own, says so', async () => {
  fakeService({ 'GET /session': { body: aSession } });
  renderDashboard(`${P}/alerts`);
  expect(await screen.findByRole('alert')).toHaveTextContent('There is no /projects/prj_1.');
});
