import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Finding, Flames, Report } from '@/api/comparisons/documents';
import type { BenchmarkComparison } from '@/api/types';
import { aSession } from '@/testing/fixtures';
import { aComparison, aProject, aReport } from '@/testing/project-fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService, type Answer } from '@/testing/service';

const PATH = '/projects/prj_1/comparisons/cmp_1';

const FINDING: Finding = {
  benchmark: 'solve',
  kind: 'unchanged',
  effect: 'none',
  sentence: 'solve, cycles: unchanged',
  measure: 'cycles',
  base: 100,
  head: 100,
  difference: 0,
  unit: 'cycles',
  threshold: '+0',
  layouts: null,
};

const WORSE: Finding = {
  ...FINDING,
  kind: 'regression',
  effect: 'worse',
  base: 9_007_199_254_740_993n,
  head: 9_016_206_453_995_734n,
  difference: 9_007_199_254_741,
};

const GONE: Finding = {
  ...FINDING,
  benchmark: 'old',
  kind: 'gone',
  effect: 'worse',
  sentence: 'old: the benchmark is gone; the baseline has it',
  measure: null,
  base: null,
  head: null,
  difference: null,
  unit: null,
  threshold: null,
};

const FLAMES: Flames = {
  shared: { frames: [{ name: 'relax' }, { name: 'solve.c:41' }, { name: 'exchange' }] },
  profiles: [
    { name: 'solve: head', samples: [[0, 1], [2]], weights: [150, 40] },
    { name: 'solve: base', samples: [[0, 1], [2]], weights: [100, 50] },
  ],
};

function serviceWith(comparison: BenchmarkComparison, report?: Report, more: Record<string, Answer> = {}) {
  return fakeService({
    'GET /session': { body: aSession },
    'GET /projects/prj_1': { body: aProject(), headers: { ETag: '"1"' } },
    [`GET ${PATH}`]: { body: comparison },
    ...(report && { [`GET ${PATH}/report`]: { body: report } }),
    ...more,
  });
}

const EXPLAINED = aReport({
  findings: [WORSE],
  explanations: [
    {
      benchmark: 'solve',
      first: {
        cycle: 9_007_199_254_740_993n,
        node: 2,
        base: { category: 'compute', function: 'relax', line: 'solve.c:40' },
        head: null,
      },
      causes: [
        {
          function: 'relax',
          line: 'solve.c:41',
          lineCycles: 48,
          category: 'remote_miss',
          cycles: 50,
          node: 3,
          nodeCycles: 9_007_199_254_740_995n,
        },
        { function: 'memcpy', line: null, lineCycles: 0, category: 'compute', cycles: -2, node: 0, nodeCycles: -2 },
      ],
    },
  ],
});

test('what shuts the gate comes first, and what is unchanged only when asked for', async () => {
  serviceWith(aComparison(), aReport({ findings: [FINDING, { ...GONE, effect: 'no_baseline', kind: 'added' }, WORSE] }));
  const { user } = renderDashboard(PATH);
  const findings = await screen.findByRole('region', { name: 'Findings' });
  const kinds = () => [...findings.querySelectorAll('tbody .badge')].map((badge) => badge.textContent);
  expect(kinds()).toEqual(['worse', 'added']);
  expect(findings).toHaveTextContent('9,007,199,254,740,9939,016,206,453,995,734+9,007,199,254,741 +0.100 %+0');
  expect(findings).toHaveTextContent('old: the benchmark is gone; the baseline has it');
  await user.click(within(findings).getByRole('button', { name: 'Show 1 unchanged figure' }));
  expect(kinds()).toEqual(['worse', 'added', 'unchanged']);
  expect(screen.getByText('1 regression')).toBeVisible();
  expect(within(findings).getAllByRole('link', { name: 'solve' })[0]).toHaveAttribute(
    'href',
    '/projects/prj_1/benchmarks/solve?branch=faster&measure=cycles',
  );
});

test('a silent comparison says that nothing moved', async () => {
  const open = aComparison({ exitCode: 0, verdict: 'no regression', regressions: 0, explained: false });
  serviceWith(open, aReport({ findings: [FINDING, { ...FINDING, measure: 'instructions' }] }));
  renderDashboard(PATH);
  expect(await screen.findByText('Nothing moved: 2 figures are what they were.')).toBeVisible();
  expect(screen.getByText('No regression')).toHaveClass('badge-good');
  expect(screen.queryByText(/was not explained/)).toBeNull();
});

test('the causes have function, line, cycles and node, and the first cycle in which the runs part is told', async () => {
  serviceWith(aComparison(), EXPLAINED);
  renderDashboard(PATH);
  const why = await screen.findByRole('region', { name: 'Why solve moved' });
  const [first, second] = within(why).getAllByRole('listitem');
  expect(first).toHaveTextContent(
    'relax solve.c:41: +50 cycles, +9,007,199,254,740,995 of them on node 3, mostly remote miss · +48 in this line',
  );
  expect(second).toHaveTextContent('memcpy (no source line known): -2 cycles, -2 of them on node 0, mostly compute');
  expect(why).toHaveTextContent('At cycle 9,007,199,254,740,993 on node 2.');
  expect(why).toHaveTextContent('Basecompute in relax solve.c:40Headnothing any more');
});

test('the flame graph is walked by keys, told in words, and can be kept for speedscope', async () => {
  serviceWith(aComparison(), EXPLAINED, { [`GET ${PATH}/flames`]: { body: FLAMES } });
  const { user } = renderDashboard(PATH);
  const tree = await screen.findByRole('tree');
  expect(screen.getByRole('link', { name: 'Download for speedscope' })).toHaveAttribute(
    'href',
    `/api/v1${PATH}/flames?benchmark=solve`,
  );
  const names = () => within(tree).getAllByRole('treeitem').map((item) => item.getAttribute('aria-label'));
  expect(names()).toEqual([
    'all functions: +40 (150 to 190 cycles)',
    'relax: +50 (100 to 150 cycles)',
    'solve.c:41: +50 (100 to 150 cycles)',
    'exchange: -10 (50 to 40 cycles)',
  ]);
  const focused = () => document.activeElement?.getAttribute('aria-label');
  within(tree).getAllByRole('treeitem')[0]?.focus();
  await user.keyboard('{ArrowDown}{ArrowRight}');
  expect(focused()).toBe('exchange: -10 (50 to 40 cycles)');
  expect(screen.getByTestId('flame')).toHaveTextContent('exchange: -10 (50 to 40 cycles)');
  await user.keyboard('{ArrowLeft}{Enter}');
  expect(names()).toEqual(['relax: +50 (100 to 150 cycles)', 'solve.c:41: +50 (100 to 150 cycles)']);
  await user.keyboard('{Escape}');
  expect(names()).toHaveLength(4);
  await user.selectOptions(screen.getByLabelText(/Widths are/), 'base');
  expect(names()).toHaveLength(4);
});

test('all differences are fetched when they are opened', async () => {
  const explanation = {
    benchmarks: [
      {
        name: 'solve',
        categories: [{ name: 'remote_miss', base: 10, head: 60 }],
        functions: [
          { function: 'relax', base: 100, head: 150, node: 3, nodeCycles: 30, lines: [{ name: 'solve.c:41', base: 1, head: 49 }] },
        ],
        nodes: [],
        kernel: [{ what: 'frame_alloc', baseCount: 1, headCount: 2, baseCycles: 40, headCycles: 80 }],
        counters: [],
        latencies: [],
      },
    ],
  };
  const asked = serviceWith(aComparison(), EXPLAINED, { [`GET ${PATH}/explanation`]: { body: explanation } });
  const { user } = renderDashboard(PATH);
  const summary = await screen.findByText(/All differences/);
  expect(asked.some(({ path }) => path.includes('explanation'))).toBe(false);
  await user.click(summary);
  expect(await screen.findByRole('region', { name: 'Functions' })).toHaveTextContent('relax100150+50 +50.000 %node 3');
  expect(screen.getByRole('region', { name: 'Lines, as head numbers them' })).toHaveTextContent('solve.c:41149+48');
  expect(screen.getByRole('region', { name: 'Cycles in the kernel' })).toHaveTextContent('frame alloc4080+40');
  expect(screen.queryByRole('region', { name: 'Counters' })).toBeNull();
});

test('a regression that was not explained says how to do it', async () => {
  const unexplained = 'following work would take longer than a comparison may';
  serviceWith(aComparison({ explained: false, unexplained }), aReport({ findings: [WORSE] }));
  renderDashboard(PATH);
  const note = await screen.findByText(/would take longer than a comparison may/);
  expect(note).toHaveTextContent('./fugu bench explain');
});

test('one that is under way is asked for until it is there', async () => {
  const asked = serviceWith(aComparison({ state: 'running', exitCode: null, verdict: null }));
  renderDashboard(PATH);
  expect(await screen.findByText(/This page shows it as soon as it is there/)).toBeVisible();
  await waitFor(() => expect(asked.filter(({ path }) => path === PATH).length).toBeGreaterThan(1), { timeout: 5_000 });
  expect(asked.some(({ path }) => path.endsWith('/report'))).toBe(false);
});

test('one that came to nothing says why', async () => {
  serviceWith(
    aComparison({ state: 'infrastructure_error', exitCode: null, verdict: null, failure: 'the base was canceled' }),
  );
  renderDashboard(PATH);
  expect(await screen.findByRole('alert')).toHaveTextContent('The base was canceled');
});
