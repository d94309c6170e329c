import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Machine, Preset, Session } from '@/api/types';
import { aMachine, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService, type Answer } from '@/testing/service';

const anAdministrator: Session = { ...aSession, user: { ...aSession.user, role: 'admin' } };

const presets: Preset[] = ['fugu', 'alewife', 'dash'].map((name) => ({
  name,
  title: `The machine ${name}`,
  version: '0123456789ab',
  clockMegahertz: 33,
  maxNodes: 1024,
  machines: name === 'fugu' ? ['fugu'] : [],
}));

function serviceWith(session: Session, answers: Record<string, Answer> = {}) {
  const machines: Machine[] = [aMachine];
  return fakeService({
    'GET /session': { body: session },
    'GET /machines': () => ({ body: { items: machines, nextCursor: null } }),
    'GET /machines/fugu': { body: aMachine, headers: { ETag: '"seen"' } },
    'GET /presets': { body: { items: presets, nextCursor: null } },
    'POST /machines': ({ body }) => {
      const made = { ...aMachine, ...(body as Partial<Machine>) };
      machines.push(made);
      return { status: 201, body: made };
    },
    'PUT /machines/fugu': ({ body }) => {
      machines[0] = { ...aMachine, ...(body as Partial<Machine>) };
      return { body: machines[0] };
    },
    'DELETE /machines/fugu': () => {
      machines.splice(0);
      return { status: 204 };
    },
    ...answers,
  });
}

test('who is no administrator sees the machines and nothing to change them', async () => {
  serviceWith(aSession);
  renderDashboard('/machines');
  expect(await screen.findByRole('link', { name: 'Map and figures' })).toBeVisible();
  expect(screen.queryByRole('button', { name: /fugu/ })).toBeNull();
  expect(screen.queryByText('New machine')).toBeNull();
});

test('an administrator makes a machine of a preset, and it is in the list', async () => {
  const asked = serviceWith(anAdministrator);
  const { user } = renderDashboard('/machines');
  await user.type(await screen.findByLabelText('Name'), 'lab');
  await screen.findByRole('option', { name: 'dash' });
  await user.selectOptions(screen.getByLabelText('Preset'), 'alewife');
  expect(screen.getByLabelText('Preset')).toHaveAccessibleDescription('The machine alewife');
  await user.clear(screen.getByLabelText('Columns'));
  await user.type(screen.getByLabelText('Columns'), '16');
  await user.clear(screen.getByLabelText('Rows'));
  await user.type(screen.getByLabelText('Rows'), '4');
  expect(screen.getByText('64 nodes; a machine has at most 1,024.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Make the machine' }));
  expect(await screen.findByRole('link', { name: 'lab' })).toBeVisible();
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
    name: 'lab',
    preset: 'alewife',
    columns: 16,
    rows: 4,
  });
});

test.each([
  ['Name', '/name', "there is a machine 'lab' already"],
  ['Preset', '/preset', "there is no machine 'alewife'"],
  ['Columns', '/columns', 'a mesh of 99x99 cannot be built'],
])('a refusal is shown at the field %s', async (label, pointer, detail) => {
  const refusal = { code: 'bad-field', title: 'Refused', detail: 'a field is wrong', errors: [{ pointer, detail }] };
  serviceWith(anAdministrator, { 'POST /machines': { status: 422, body: refusal } });
  const { user } = renderDashboard('/machines');
  await user.type(await screen.findByLabelText('Name'), 'lab');
  await screen.findByRole('option', { name: 'dash' });
  await user.selectOptions(screen.getByLabelText('Preset'), 'alewife');
  await user.click(screen.getByRole('button', { name: 'Make the machine' }));
  const field = screen.getByLabelText(label);
  await waitFor(() => expect(field).toBeInvalid());
  expect(field).toHaveAccessibleDescription(expect.stringContaining(detail));
});

test('the mesh is changed as it was seen when the dialog was opened', async () => {
  const asked = serviceWith(anAdministrator);
  const { user } = renderDashboard('/machines');
  await user.click(await screen.findByRole('button', { name: 'Change fugu' }));
  const dialog = screen.getByRole('dialog', { name: 'Change the mesh of fugu' });
  const columns = await within(dialog).findByLabelText('Columns');
  expect(columns).toHaveValue(8);
  await user.clear(columns);
  await user.type(columns, '4');
  await user.click(within(dialog).getByRole('button', { name: 'Change the mesh' }));
  expect(await screen.findByText('Machine fugu is 4×8 now.')).toBeVisible();
  const change = asked.find(({ method }) => method === 'PUT');
  expect(change?.body).toEqual({ columns: 4, rows: 8 });
  expect(change?.headers.get('If-Match')).toBe('"seen"');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a machine is deleted after a question', async () => {
  const asked = serviceWith(anAdministrator);
  const { user } = renderDashboard('/machines');
  await user.click(await screen.findByRole('button', { name: 'Delete fugu' }));
  await user.click(await screen.findByRole('button', { name: 'Delete the machine' }));
  expect(await screen.findByText('Machine fugu is deleted.')).toBeVisible();
  await waitFor(() => expect(screen.queryByRole('link', { name: 'fugu' })).toBeNull());
  expect(asked.find(({ method }) => method === 'DELETE')?.headers.get('If-Match')).toBe('"seen"');
});

test('what still needs a machine is told in the dialog', async () => {
  const detail = 'machine fugu is in use: lease prt_1; wait until they have ended';
  const refusal = { code: 'machine-in-use', title: 'Conflict', detail };
  serviceWith(anAdministrator, { 'DELETE /machines/fugu': { status: 409, body: refusal } });
  const { user } = renderDashboard('/machines');
  await user.click(await screen.findByRole('button', { name: 'Delete fugu' }));
  await user.click(await screen.findByRole('button', { name: 'Delete the machine' }));
  expect(await within(screen.getByRole('dialog')).findByRole('alert')).toHaveTextContent('lease prt_1');
});
