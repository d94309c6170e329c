import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { aFinishedRun, aRun, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { FakeEventSource, fakeService } from '@/testing/service';

beforeEach(() => FakeEventSource.install());

const run = (body: unknown) => ({ 'GET /session': { body: aSession }, 'GET /runs/run_1': { body } });

async function opened() {
  await screen.findByLabelText('Console output');
  return FakeEventSource.latest;
}

test('a running run shows progress, console and metrics as they come, then its figures', async () => {
  fakeService(run(aRun()));
  renderDashboard('/runs/run_1');
  const events = await opened();
  expect(events.url).toBe('/api/v1/runs/run_1/events');
  act(() => {
    events.accept();
    events.say(1, 'progress', { cycle: 500_000_000, budget: 2_000_000_000, share: 0.25 });
    events.say(2, 'console', { node: 0, text: 'ping ', cycle: 10 });
    events.say(3, 'console', { node: 0, text: '1\n', cycle: 11 });
    events.say(4, 'console', { node: 1, text: 'pong 1\n', cycle: 12 });
    events.say(5, 'metric', { name: 'round_trip_cycles', value: 330, unit: 'cycles' });
    events.say(6, 'metric', { name: 'hop_cycles', value: 7 });
  });
  expect(await screen.findByText('ping 1')).toBeVisible();
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
  expect(screen.getByRole('region', { name: 'Metrics' })).toHaveTextContent(/hop_cycles7round_trip_cycles330 cycles$/);

  act(() => events.say(7, 'end', aFinishedRun()));
  expect(await screen.findByText('exited 0')).toBeVisible();
  const figures = screen.getByRole('region', { name: 'Figures' });
  expect(figures).toHaveTextContent('Cycles until the job ended330,000');
  expect(figures).toHaveTextContent('10 ms at 33 MHz');
  expect(screen.queryByRole('progressbar')).toBeNull();
  expect(screen.getByRole('region', { name: 'Identity' })).toHaveTextContent('d1'.repeat(32));
  expect(screen.getByRole('region', { name: 'Counters by node' })).toHaveTextContent('tlb_misses4610');
  expect(events.readyState).toBe(FakeEventSource.CLOSED);
});

test('a metric is shown in the unit that its program declared, whatever its name is', async () => {
  const metrics = { hop_millicycles: 146_175, cycles: 146_175, table: 65_536, trip: 2_500, moves: 3, drift: -33_000 };
  const metricUnits = {
    hop_millicycles: 'millicycles',
    table: 'bytes',
    trip: 'nanoseconds',
    moves: 'moves/s',
    drift: 'cycles',
  };
  fakeService(run(aFinishedRun({ metrics, metricUnits })));
  renderDashboard('/runs/run_1');
  const card = await screen.findByRole('region', { name: 'Metrics' });
  expect([...card.querySelectorAll('dl > div')].map((row) => row.textContent)).toEqual([
    'cycles146,175',
    'drift-33,000 cycles = -1 ms',
    'hop_millicycles146,175 millicycles = 4.43 µs',
    'moves3 moves/s',
    'table65,536 bytes = 64 KiB',
    'trip2,500 nanoseconds = 2.5 µs',
  ]);
});

test('a node’s clock that ran on past the end of the job is told apart from the job’s cycles', async () => {
  const counters = [
    { cycles: 306_058, instructions: 7 },
    { cycles: 310_122, instructions: 8 },
  ];
  fakeService(run(aFinishedRun({ cycles: 306_058, counters })));
  renderDashboard('/runs/run_1');
  const table = await screen.findByRole('region', { name: 'Counters by node' });
  expect(table).toHaveTextContent('CounterNode 0Node 1Sum');
  expect(table).toHaveTextContent('cycles306,058310,122616,180');
  expect(table).toHaveTextContent('instructions7815');
  expect(table).toHaveTextContent('The job ended at cycle 306,058.');
});

test('numbers beyond 2^53 are shown with all their digits', async () => {
  const most = 9_223_372_036_854_775_807n;
  const odd = 9_007_199_254_740_993n;
  fakeService(
    run(
      aFinishedRun({
        cycles: odd,
        instructions: odd,
        seed: -9_223_372_036_854_775_808n,
        metrics: { most, odd },
        metricUnits: { odd: 'bytes' },
        counters: [{ cycles: odd, loads: odd }, { cycles: odd, loads: 1 }],
      }),
    ),
  );
  renderDashboard('/runs/run_1');
  const events = await opened();
  act(() => {
    events.accept();
    events.say(1, 'metric', { name: 'streamed', value: odd });
  });
  const metrics = screen.getByRole('region', { name: 'Metrics' });
  await waitFor(() => expect(metrics).toHaveTextContent('streamed9,007,199,254,740,993'));
  expect(metrics).toHaveTextContent('most9,223,372,036,854,775,807');
  expect(metrics).toHaveTextContent('odd9,007,199,254,740,993 bytes');
  const figures = screen.getByRole('region', { name: 'Figures' });
  expect(figures).toHaveTextContent('Cycles until the job ended9,007,199,254,740,993');
  expect(figures).toHaveTextContent('Instructions of all nodes9,007,199,254,740,993');
  expect(screen.getByRole('region', { name: 'Parameters' })).toHaveTextContent('Seed-9223372036854775808');
  expect(screen.getByRole('region', { name: 'Counters by node' })).toHaveTextContent(
    'loads9,007,199,254,740,99319,007,199,254,740,994',
  );
});

test('one node’s console can be read alone', async () => {
  fakeService(run(aRun()));
  const { user } = renderDashboard('/runs/run_1');
  const events = await opened();
  act(() => {
    events.say(1, 'console', { node: 0, text: 'from zero\n' });
    events.say(2, 'console', { node: 1, text: 'from one\n' });
  });
  await user.selectOptions(await screen.findByLabelText(/^Node/), '1');
  const console = screen.getByLabelText('Console output');
  expect(within(console).getByText('from one')).toBeVisible();
  expect(within(console).queryByText('from zero')).toBeNull();
});

test('after a lost connection nothing is shown twice', async () => {
  fakeService(run(aRun()));
  renderDashboard('/runs/run_1');
  const first = await opened();
  act(() => {
    first.accept();
    first.say(1, 'console', { node: 0, text: 'once\n' });
    first.fail(true);
  });
  expect(await screen.findByText(/Connection lost/)).toBeVisible();
  await waitFor(() => expect(FakeEventSource.opened).toHaveLength(2), { timeout: 3_000 });
  act(() => {
    FakeEventSource.latest.accept();
    FakeEventSource.latest.say(1, 'console', { node: 0, text: 'once\n' });
    FakeEventSource.latest.say(2, 'console', { node: 0, text: 'and on\n' });
  });
  expect(await screen.findByText('and on')).toBeVisible();
  expect(screen.getAllByText('once')).toHaveLength(1);
});

test('a trap is told in words, with node, pc and cause', async () => {
  const trap = { node: 3, pc: 0x10444, cause: 'store_page_fault', value: 0, message: 'No page at 0x0.' };
  fakeService(run(aFinishedRun({ outcome: 'trapped', exitCode: null, trap })));
  renderDashboard('/runs/run_1');
  const report = await screen.findByRole('region', { name: 'Trap report' });
  expect(report).toHaveTextContent('Node 3 wrote to a page it does not own, or may not write, at pc 0x10444.');
  expect(report).toHaveTextContent('No page at 0x0.');
});

test('what the kernel refused is told with what would be allowed, the first ones first', async () => {
  const refusals = Array.from({ length: 9 }, (_, place) => ({
    cycle: 9_007_199_254_740_993n,
    node: place,
    call: 'frame_free',
    error: 'missing_right',
    argument: -1,
    advice: 'the capability has read',
  }));
  const body = { refusals, refusalCounts: { bad_handle: 2, missing_right: 1_500 }, refusalsLeftOut: 1_493 };
  fakeService({ ...run(aFinishedRun()), 'GET /runs/run_1/refusals': { body } });
  const { user } = renderDashboard('/runs/run_1');
  const card = await screen.findByRole('region', { name: 'What was refused' });
  await waitFor(() => expect(card).toHaveTextContent('bad handle: 2, missing right: 1,500'));
  expect(card).toHaveTextContent(
    '9,007,199,254,740,9930frame_freefirst argument -1missing rightthe capability has read',
  );
  expect(card).toHaveTextContent('1,493 more are counted and not listed.');
  expect(within(card).getAllByRole('row')).toHaveLength(9);
  await user.click(within(card).getByRole('button', { name: 'Show all 9' }));
  expect(within(card).getAllByRole('row')).toHaveLength(10);
});

test.each([
  ['that was refused nothing says so', 200, { refusals: [], refusalCounts: {}, refusalsLeftOut: 0 }, /Nothing: the kernel/],
  ['from before refusals were kept says so', 404, { title: 'x', code: 'refusals-not-kept', detail: 'x' }, /Not known/],
])('a run %s', async (_, status, body, told) => {
  fakeService({ ...run(aFinishedRun()), 'GET /runs/run_1/refusals': { status, body } });
  renderDashboard('/runs/run_1');
  const card = await screen.findByRole('region', { name: 'What was refused' });
  await waitFor(() => expect(card).toHaveTextContent(told));
});

test('what became of capabilities is told, by call and in order', async () => {
  const event = { cycle: 7, node: 1, object: 'frames', rights: 'read', handle: 4097, made: null, toRank: null };
  const body = {
    capabilityEvents: [
      { ...event, call: 'cap_derive', made: 4100 },
      { ...event, call: 'cap_grant', toRank: 2 },
      { ...event, call: 'cap_accept', handle: null, made: 4101 },
    ],
    capabilityCounts: { cap_accept: 1, cap_derive: 808, cap_grant: 1 },
    capabilityEventsLeftOut: 807,
  };
  fakeService({ ...run(aFinishedRun()), 'GET /runs/run_1/capabilities': { body } });
  renderDashboard('/runs/run_1');
  const card = await screen.findByRole('region', { name: 'Capabilities' });
  await waitFor(() => expect(card).toHaveTextContent('accepted: 1, narrowed: 808, granted: 1'));
  expect(card).toHaveTextContent('cap_derivefrom 4097: 4100framesread');
  expect(card).toHaveTextContent('cap_grant4097 to rank 2');
  expect(card).toHaveTextContent('cap_acceptis 4101 here');
  expect(card).toHaveTextContent('807 more are counted and not listed.');
});

test.each([
  [200, { capabilityEvents: [], capabilityCounts: {}, capabilityEventsLeftOut: 0 }, /Nothing: the program used only/],
  [404, { title: 'x', code: 'capabilities-not-kept', detail: 'x' }, /Not known/],
])('a run without capability events says so (%s)', async (status, body, told) => {
  fakeService({ ...run(aFinishedRun()), 'GET /runs/run_1/capabilities': { status, body } });
  renderDashboard('/runs/run_1');
  const card = await screen.findByRole('region', { name: 'Capabilities' });
  await waitFor(() => expect(card).toHaveTextContent(told));
});

test('a trace that is kept can be saved; a part of a co-run on shared nodes says what cannot be told', async () => {
  const trace = { fromCycle: 500, toCycle: 9_000, kept: true };
  fakeService(run(aFinishedRun({ trace, coRun: 'cor_1', counters: [], latencies: {} })));
  renderDashboard('/runs/run_1');
  const card = await screen.findByRole('region', { name: 'Trace' });
  const link = within(card).getByRole('link', { name: 'Save the trace' });
  expect(link).toHaveAttribute('href', '/api/v1/runs/run_1/trace');
  expect(card).toHaveTextContent('From cycle 500 to 9,000. Open it in ui.perfetto.dev');
  expect(screen.getByText(/Other jobs had the same nodes/)).toBeVisible();
  expect(screen.queryByRole('region', { name: 'How long things took' })).toBeNull();
});

test('a disk that was kept is saved, and another run begins with it', async () => {
  const disk = { source: 'run_0', before: 'a'.repeat(64), keep: true, after: 'b'.repeat(64), afterBytes: 4096 };
  fakeService(run(aFinishedRun({ disk: { ...disk, kept: true, message: null } })));
  renderDashboard('/runs/run_1');
  const card = await screen.findByRole('region', { name: 'Disk' });
  expect(within(card).getByRole('link', { name: 'run_0' })).toHaveAttribute('href', '/runs/run_0');
  expect(within(card).getByRole('link', { name: 'Save the disk' })).toHaveAttribute('href', '/api/v1/runs/run_1/disk');
  expect(within(card).getByRole('link', { name: 'Run again with this disk' })).toHaveAttribute(
    'href',
    '/runs/new?again=run_1&disk=run_1',
  );
});

test('a disk that was too large to be kept says so', async () => {
  const disk = { source: 'blank', before: 'a'.repeat(64), keep: true, after: 'b'.repeat(64), afterBytes: 4096 };
  fakeService(run(aFinishedRun({ disk: { ...disk, kept: false, message: 'it is too large' } })));
  renderDashboard('/runs/run_1');
  const card = await screen.findByRole('region', { name: 'Disk' });
  expect(card).toHaveTextContent('it is too large');
  expect(within(card).queryByRole('link')).toBeNull();
});

test('a run that was over its limit says which, and what to do', async () => {
  fakeService(run(aFinishedRun({ outcome: 'cycle_limit', exitCode: null })));
  renderDashboard('/runs/run_1');
  expect(await screen.findByText(/limit of 2,000,000,000 cycles\. Raise the limit/)).toBeVisible();
});

test('a queued run says what it waits for', async () => {
  const estimatedStart = new Date(Date.now() + 125_000).toISOString();
  fakeService(run(aRun({ state: 'queued', queuePosition: 3, waitingFor: 'a free 2x1 rectangle', estimatedStart })));
  renderDashboard('/runs/run_1');
  expect(await screen.findByText('Waiting for a free 2x1 rectangle.')).toBeVisible();
  expect(screen.getByText(/^Number 3 of yours · begins in about 2 min/)).toBeVisible();
});

test('a run can be canceled, after a question', async () => {
  const asked = fakeService({ ...run(aRun()), 'POST /runs/run_1/cancel': { status: 202 } });
  const { user } = renderDashboard('/runs/run_1');
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  await user.click(screen.getByRole('button', { name: 'Cancel the run' }));
  expect(await screen.findByText('The run is told to stop.')).toBeVisible();
  expect(asked.some(({ method, path }) => method === 'POST' && path === '/runs/run_1/cancel')).toBe(true);
});

test('somebody else’s run is told as the service tells it', async () => {
  fakeService({ 'GET /session': { body: aSession } });
  renderDashboard('/runs/run_2');
  expect(await screen.findByRole('alert')).toHaveTextContent('There is no /runs/run_2.');
});
