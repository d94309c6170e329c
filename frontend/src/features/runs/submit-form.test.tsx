import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aBundle, aFinishedRun, aMachine, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { FakeEventSource, fakeService, type Answer } from '@/testing/service';

const none = { body: { items: [], nextCursor: null } };
const given: Record<string, Answer> = {
  'GET /session': { body: aSession },
  'GET /bundles': { body: { items: [aBundle], nextCursor: null } },
  [`GET /bundles/${aBundle.digest}`]: { body: aBundle },
  'GET /machines': { body: { items: [aMachine], nextCursor: null } },
  'GET /partitions': none,
  'GET /libraries': none,
};

test('the manifest fills the form, and what is submitted is what was seen', async () => {
  FakeEventSource.install();
  const run = aFinishedRun();
  const asked = fakeService({ ...given, 'POST /runs': { status: 202, body: run }, 'GET /runs/run_1': { body: run } });
  const { user, router } = renderDashboard(`/runs/new?bundle=${aBundle.digest}`);
  const args = await screen.findByLabelText('Arguments');
  expect(args).toHaveValue('1000');
  await user.clear(args);
  await user.type(args, '10 "two words"');
  await user.click(screen.getByText('Labels'));
  await user.type(screen.getByLabelText(/^One on a line/), 'night = yes{Enter}team=a=b');
  await user.click(screen.getByRole('button', { name: 'Submit' }));
  await screen.findByLabelText('Console output');
  expect(router.state.location.pathname).toBe('/runs/run_1');
  const post = asked.find(({ method }) => method === 'POST');
  expect(post?.body).toEqual({
    bundle: aBundle.digest,
    program: 'pingpong',
    args: ['10', 'two words'],
    machine: 'fugu',
    mesh: '2x1',
    fidelity: 'timing',
    labels: { night: 'yes', team: 'a=b' },
  });
  expect(post?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
});

test('a run is submitted again with its 64-bit numbers as they were', async () => {
  FakeEventSource.install();
  const seed = 9_007_199_254_740_993n;
  const limits = { cycles: 2_305_843_009_213_693_951n, instructions: 7, consoleBytes: 8, memoryBytes: 9 };
  const run = aFinishedRun({ seed, limits });
  const asked = fakeService({ ...given, 'POST /runs': { status: 202, body: run }, 'GET /runs/run_1': { body: run } });
  const { user } = renderDashboard('/runs/new?again=run_1');
  expect(await screen.findByLabelText(/^Seed/)).toHaveValue(Number(seed));
  expect(screen.getByLabelText(/^Seed/)).toHaveProperty('value', '9007199254740993');
  await user.click(screen.getByRole('button', { name: 'Submit' }));
  await screen.findByLabelText('Console output');
  const post = asked.find(({ method }) => method === 'POST');
  expect(post?.body).toMatchObject({ seed, limits });
});

test('a run begins with the disk of an earlier one, and its own is kept', async () => {
  FakeEventSource.install();
  const disk = { source: 'blank', before: 'a'.repeat(64), keep: true, after: null, afterBytes: null };
  const run = aFinishedRun({ disk: { ...disk, kept: false, message: null } });
  const asked = fakeService({ ...given, 'POST /runs': { status: 202, body: run }, 'GET /runs/run_1': { body: run } });
  const { user } = renderDashboard('/runs/new?again=run_1&disk=run_1');
  expect(await screen.findByLabelText(/^Earlier run/)).toHaveValue('run_1');
  expect(screen.getByLabelText(/^Keep what is on it/)).toBeChecked();
  await user.click(screen.getByRole('button', { name: 'Submit' }));
  await screen.findByLabelText('Console output');
  const post = asked.find(({ method }) => method === 'POST');
  expect(post?.body).toMatchObject({ disk: 'run_1', keepDisk: true });
});

test('a run reads text and files, which are uploaded first', async () => {
  FakeEventSource.install();
  const run = aFinishedRun();
  const asked = fakeService({
    ...given,
    'POST /inputs': { status: 201, body: { digest: 'd'.repeat(64), bytes: 3 } },
    'POST /runs': { status: 202, body: run },
    'GET /runs/run_1': { body: run },
  });
  const { user } = renderDashboard(`/runs/new?bundle=${aBundle.digest}`);
  await user.click(await screen.findByText('Input', { selector: 'summary' }));
  await user.type(screen.getByLabelText('Standard input'), '1 2 3');
  await user.upload(screen.getByLabelText('Add a file'), new File(['abc'], 'my words.txt'));
  const name = await screen.findByLabelText('Name of file 1');
  expect(name).toHaveValue('my_words.txt');
  await user.clear(name);
  await user.type(name, 'data/words');
  await user.click(screen.getByRole('button', { name: 'Submit' }));
  await screen.findByLabelText('Console output');
  const posts = asked.filter(({ method }) => method === 'POST');
  expect(posts[0]?.headers.get('Content-Type')).toBe('application/octet-stream');
  expect(posts[1]?.body).toMatchObject({ stdin: '1 2 3', inputs: { 'data/words': 'd'.repeat(64) } });
});

test('“run again” reads what the earlier run was given, and not twice what is in the bundle', async () => {
  FakeEventSource.install();
  const inputs = [
    { name: null, digest: 'a'.repeat(64), bytes: 5, source: 'upload' as const },
    { name: 'mine', digest: 'b'.repeat(64), bytes: 6, source: 'upload' as const },
    { name: 'theirs', digest: 'c'.repeat(64), bytes: 7, source: 'bundle' as const },
  ];
  const run = aFinishedRun({ inputs });
  const asked = fakeService({ ...given, 'POST /runs': { status: 202, body: run }, 'GET /runs/run_1': { body: run } });
  const { user } = renderDashboard('/runs/new?again=run_1');
  expect(await screen.findByLabelText('Name of file 1')).toHaveValue('mine');
  await user.click(screen.getByRole('button', { name: 'Submit' }));
  const card = await screen.findByRole('region', { name: 'Input' });
  expect(card).toHaveTextContent('theirs');
  expect(screen.getByRole('link', { name: 'Save mine' })).toHaveAttribute('href', `/api/v1/runs/run_1/inputs/${'b'.repeat(64)}`);
  const body = asked.find(({ method }) => method === 'POST')?.body;
  expect(body).toMatchObject({ stdinDigest: 'a'.repeat(64), inputs: { mine: 'b'.repeat(64) } });
  expect(body).not.toHaveProperty('inputs.theirs');
});

test('a refusal is shown at the fields it is about', async () => {
  fakeService({
    ...given,
    'POST /runs': {
      status: 422,
      body: {
        title: 'The run cannot be accepted',
        code: 'invalid',
        errors: [{ pointer: '/mesh', detail: '9x1 does not fit on fugu.' }],
      },
    },
  });
  const { user } = renderDashboard(`/runs/new?bundle=${aBundle.digest}`);
  const columns = await screen.findByLabelText('Columns');
  await user.clear(columns);
  await user.type(columns, '9');
  await user.click(screen.getByRole('button', { name: 'Submit' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('The run cannot be accepted');
  expect(columns).toBeInvalid();
  expect(columns).toHaveAccessibleDescription('9x1 does not fit on fugu.');
});

test('“run again” begins with the parameters of the earlier run', async () => {
  const run = aFinishedRun({ args: ['7'], seed: 42, fidelity: 'relaxed:500', mesh: '4x2', partition: 'prt_gone' });
  fakeService({ ...given, 'GET /runs/run_1': { body: run } });
  renderDashboard('/runs/new?again=run_1');
  expect(await screen.findByLabelText('Arguments')).toHaveValue('7');
  expect(screen.getByLabelText('Seed')).toHaveValue(42);
  expect(screen.getByLabelText('Fidelity')).toHaveValue('relaxed');
  expect(screen.getByLabelText('Window, cycles')).toHaveValue(500);
  expect(screen.getByLabelText('Columns')).toHaveValue(4);
});

test('a library OS, where it is and its page table are said only where they were chosen', async () => {
  FakeEventSource.install();
  const run = aFinishedRun({
    libos: { name: 'exos', version: '1.0', digest: 'c7'.repeat(32) },
    placement: 'server',
    pageTable: 'two-level',
  });
  const asked = fakeService({ ...given, 'POST /runs': { status: 202, body: run }, 'GET /runs/run_1': { body: run } });
  const { user } = renderDashboard(`/runs/new?bundle=${aBundle.digest}&libos=exos%401.0`);
  expect(await screen.findByLabelText('Library OS')).toHaveValue('exos@1.0');
  await user.selectOptions(screen.getByLabelText('Placement'), 'server');
  await user.selectOptions(screen.getByLabelText('Page table'), 'two-level');
  await user.click(screen.getByRole('button', { name: 'Submit' }));
  const parameters = await screen.findByRole('region', { name: 'Parameters' });
  expect(parameters).toHaveTextContent('exos@1.0');
  expect(parameters).toHaveTextContent('two-level');
  expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    libos: 'exos@1.0',
    placement: 'server',
    pageTable: 'two-level',
  });
});

test('“run again” names the library OS of the earlier run', async () => {
  const run = aFinishedRun({ libos: { name: 'exos', version: '1.0', digest: 'c7'.repeat(32) }, pageTable: 'flat' });
  fakeService({ ...given, 'GET /runs/run_1': { body: run } });
  renderDashboard('/runs/new?again=run_1');
  expect(await screen.findByLabelText('Library OS')).toHaveValue('exos@1.0');
  expect(screen.getByLabelText('Page table')).toHaveValue('flat');
});
