import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { CoRun, CoRunMember } from '@/api/types';
import { CompanyTimes } from './company-times';

function member(name: string, rectangle: string, startCycle: number, cycles: number, endedAt: number | null = null) {
  const job = { bundle: null, program: 'sum', rectangle, nodes: 4, startCycle, cycles, inputs: null, disk: null };
  return { name, me: false, state: 'confirmed', job, run: null, endedAt } satisfies CoRunMember;
}

function coRun(members: CoRunMember[], changes: Partial<CoRun> = {}): CoRun {
  return {
    id: 'cor_1',
    state: 'finished',
    opener: 'ada',
    partition: 'prt_1',
    machine: 'fugu',
    mesh: '4x2',
    mode: 'rectangles',
    quantum: null,
    skew: null,
    fidelity: 'timing',
    members,
    machineVersion: null,
    digest: null,
    message: null,
    progressCycle: 400_000,
    attempts: 1,
    expiresAt: '2026-11-29T10:00:00Z',
    createdAt: '2026-11-29T09:00:00Z',
    startedAt: null,
    finishedAt: null,
    ...changes,
  };
}

function bars() {
  return [...document.querySelectorAll('.company-job')].map((bar) => ({
    x: Number(bar.getAttribute('x')),
    width: Number(bar.getAttribute('width')),
    height: Number(bar.getAttribute('height')),
  }));
}

test('who follows another in its rectangle begins where that one ends', () => {
  const followed = [
    member('ada', '2x2+0+0', 0, 10_000_000),
    member('ben', '2x2+2+0', 0, 300_000),
    member('cleo', '2x2+2+0', 300_000, 10_000_000),
  ];
  render(<CompanyTimes coRun={coRun(followed)} />);
  const told = 'ada: 2x2+0+0 from cycle 0; ben: 2x2+2+0 from cycle 0 to 300,000; cleo: 2x2+2+0 from cycle 300,000';
  expect(screen.getByRole('img', { name: told })).toBeVisible();
  const [first, second, third] = bars();
  expect(second?.x).toBe(first?.x);
  expect(third?.x).toBeGreaterThan((second?.x ?? 0) + (second?.width ?? 0));
  expect(second?.height).toBe(first?.height);
  expect(screen.queryByText(/in turns/)).toBeNull();
});

test('those that have a rectangle in turns stand above each other; who was canceled ends there', () => {
  const turns = [member('ada', '2x2+0+0', 0, 10_000_000), member('ben', '2x2+0+0', 0, 10_000_000, 200_000)];
  render(<CompanyTimes coRun={coRun(turns)} />);
  expect(screen.getByText('2x2+0+0, in turns')).toBeVisible();
  expect(screen.getByRole('img', { name: /ben: 2x2\+0\+0 from cycle 0 to 200,000/ })).toBeVisible();
  const [whole, half] = bars();
  expect(half?.width).toBeLessThan((whole?.width ?? 0) / 1.9);
});

test('without a job there is nothing to see', () => {
  render(<CompanyTimes coRun={coRun([{ ...member('ada', '1x1+0+0', 0, 1), job: null }])} />);
  expect(screen.queryByRole('img')).toBeNull();
});
