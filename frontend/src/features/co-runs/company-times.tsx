import type { CoRun } from '@/api/types';
import { count, plural } from '@/lib/format';
import { COLOURS } from './company-map';

const WIDTH = 320;
const LANE = 26;
const LABEL = 14;
const FOOT = 16;

interface Bar {
  name: string;
  place: number;
  nodes: number;
  rectangle: string;
  from: number;
  until: number;
}

/**
 * Which nodes are whose at which cycles: a lane for each rectangle, time from left to right. Nodes are a job's from its
 * start to its limit of cycles, or to where it was canceled, whether it has exited before or not.
 */
export function CompanyTimes({ coRun }: { coRun: CoRun }) {
  const bars = coRun.members.flatMap(({ name, job, endedAt }, place): Bar[] => {
    if (job === null) return [];
    const from = Number(job.startCycle);
    const until = endedAt === null ? from + Number(job.cycles) : Number(endedAt);
    return [{ name, place, nodes: job.nodes, rectangle: job.rectangle, from, until }];
  });
  if (bars.length === 0) return null;
  const last = shownUntil(coRun, bars);
  const x = (cycle: number) => (Math.min(cycle, last) / last) * WIDTH;
  const lanes = [...new Set(bars.map(({ rectangle }) => rectangle))];
  const height = lanes.length * (LANE + LABEL) + FOOT;
  const progress = Number(coRun.progressCycle);
  return (
    <svg
      className="company-times"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={bars.map((bar) => `${bar.name}: ${bar.rectangle} ${span(bar, last)}`).join('; ')}
    >
      {lanes.map((rectangle, lane) => {
        const here = bars.filter((bar) => bar.rectangle === rectangle);
        const top = lane * (LANE + LABEL) + LABEL;
        const shared = here.some((one) => here.some((other) => one !== other && meet(one, other)));
        return (
          <g key={rectangle}>
            <text className="company-lane" x={0} y={top - 4}>
              {rectangle}
              {shared && ', in turns'}
            </text>
            <rect className="company-free" x={0} y={top} width={WIDTH} height={LANE} />
            {here.map((bar, index) => {
              // Those that have it in turns are drawn above each other.
              const part = shared ? LANE / here.length : LANE;
              return (
                <rect
                  key={bar.name}
                  className={`company-job job-${bar.place % COLOURS}`}
                  x={x(bar.from) + 1}
                  y={top + (shared ? index * part : 0) + 1}
                  width={Math.max(2, x(bar.until) - x(bar.from) - 2)}
                  height={part - 2}
                  rx={3}
                >
                  <title>{`${bar.name}: ${plural(bar.nodes, 'node')} ${span(bar, last)}`}</title>
                </rect>
              );
            })}
          </g>
        );
      })}
      {coRun.state === 'running' && progress > 0 && (
        <line className="company-now" x1={x(progress)} x2={x(progress)} y1={LABEL} y2={height - FOOT} />
      )}
      <text className="company-lane" x={0} y={height - 3}>
        cycle 0
      </text>
      <text className="company-lane" x={WIDTH} y={height - 3} textAnchor="end">
        {count(Math.round(last))}
      </text>
    </svg>
  );
}

/** What there is to see: up to where it has come, or to what begins last, or to the first limit. */
function shownUntil(coRun: CoRun, bars: Bar[]): number {
  const begun = Math.max(...bars.map(({ from }) => from));
  const ended = Math.min(...bars.map(({ until }) => until));
  return Math.max(1, Number(coRun.progressCycle), begun > 0 ? begun * 1.5 : Number(coRun.progressCycle) || ended);
}

function span({ from, until }: Bar, last: number): string {
  const begin = `from cycle ${count(from)}`;
  return until > last ? begin : `${begin} to ${count(until)}`;
}

function meet(one: Bar, other: Bar): boolean {
  return one.from < other.until && other.from < one.until;
}
