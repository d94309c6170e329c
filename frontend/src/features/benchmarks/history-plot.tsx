import type { PointerEvent } from 'react';
import type { History, HistoryPoint } from '@/api/types';
import { count, plural, short, signed } from '@/lib/format';
import { useWidth } from '@/lib/use-width';
import { Axis } from './axis';
import { epochs, moved } from './epochs';
import { steps } from './steps';

const HEIGHT = 300;
const TOP = 26;
const BOTTOM = 30;
const RIGHT = 16;
/** Keeps the outermost figures off the frame. */
const INSET = 10;
const DIGIT = 7.3;
/** So many points can be told apart as dots. */
const MOST_DOTS = 150;
const LABEL = 96;
/** Half of the slider's thumb, which stands at a point as the plot does. */
const THUMB = 8;

interface HistoryPlotProps {
  history: History;
  /** Place of the chosen point. */
  chosen: number;
  onChoose: (place: number) => void;
}

/**
 * Figures along a branch, a step for each commit. What is exact can be read for one point at a time: the pointer
 * chooses it, or the slider below, which keyboards and screen readers know how to move.
 */
export function HistoryPlot({ history, chosen, onChoose }: HistoryPlotProps) {
  const [place, width] = useWidth<HTMLDivElement>(720);
  const { points } = history;
  const axis = Axis.of(points.map(({ value }) => value));
  const ticks = axis.ticks(4);
  const left = 12 + DIGIT * Math.max(...ticks.map((tick) => count(tick).length));
  const inner = Math.max(60, width - left - RIGHT);
  const last = points.length - 1;
  const x = (index: number) => left + (last === 0 ? 0.5 : index / last) * inner;
  const yOf = (share: number) => HEIGHT - BOTTOM - INSET - share * (HEIGHT - TOP - BOTTOM - 2 * INSET);
  const y = (one: HistoryPoint | undefined) => yOf(axis.at(one?.value ?? 0));
  const point = points[chosen];
  const nearest = (event: PointerEvent<SVGSVGElement>) => {
    const across = event.clientX - event.currentTarget.getBoundingClientRect().left - left;
    onChoose(Math.min(last, Math.max(0, Math.round((across / inner) * last))));
  };
  const all = epochs(points);
  const changes = points.filter(moved).length;
  return (
    <div className="history" ref={place}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={`${history.measure} of ${history.benchmark} on ${history.branch}: ${plural(points.length, 'measurement')}, moved ${plural(changes, 'time')}, ${plural(all.length, 'epoch')}`}
        onPointerMove={nearest}
        onPointerDown={nearest}
      >
        {ticks.map((tick) => (
          <g key={String(tick)}>
            <line className="history-grid" x1={left} x2={width - RIGHT} y1={yOf(axis.at(tick))} y2={yOf(axis.at(tick))} />
            <text className="history-tick" x={left - 8} y={yOf(axis.at(tick)) + 4} textAnchor="end">
              {count(tick)}
            </text>
          </g>
        ))}
        {all.slice(1).map(({ name, places: [from = 0], border }) => {
          const at = (x(from - 1) + x(from)) / 2;
          const rightHalf = at > left + inner / 2;
          return (
            <g key={name} className="history-border">
              <line x1={at} x2={at} y1={4} y2={HEIGHT - BOTTOM} />
              <text x={rightHalf ? at - 5 : at + 5} y={14} textAnchor={rightHalf ? 'end' : 'start'}>
                {border}
              </text>
            </g>
          );
        })}
        {all.map((epoch, index) => (
          <path
            key={epoch.name}
            className={`history-line ${index % 2 === 0 ? '' : 'history-line-other'}`}
            d={steps(epoch, x, (at) => y(points[at]))}
          />
        ))}
        {points.map((one, index) => {
          if (moved(one)) {
            return <path key={one.measurement} className="history-change" d={arrow(x(index), y(one), one)} />;
          }
          return points.length <= MOST_DOTS ? (
            <circle key={one.measurement} className="history-dot" cx={x(index)} cy={y(one)} r={3} />
          ) : null;
        })}
        {labelled(last, Math.floor(inner / LABEL)).map((index) => (
          <text key={index} className="history-commit" x={x(index)} y={HEIGHT - 8} textAnchor={anchor(index, last)}>
            {short(points[index]?.commit ?? '', 8)}
          </text>
        ))}
        {point !== undefined && (
          <g className="history-chosen">
            <line x1={x(chosen)} x2={x(chosen)} y1={TOP} y2={HEIGHT - BOTTOM} />
            <circle cx={x(chosen)} cy={y(point)} r={6} />
          </g>
        )}
      </svg>
      {last > 0 && (
        <input
          type="range"
          className="history-slider"
          aria-label="Measurement"
          min={0}
          max={last}
          step={1}
          value={chosen}
          aria-valuetext={point === undefined ? '' : inWords(point, history.unit)}
          style={{ marginLeft: left - THUMB, width: inner + 2 * THUMB }}
          onChange={(event) => onChoose(Number(event.target.value))}
        />
      )}
    </div>
  );
}

function inWords(point: HistoryPoint, unit: string | null): string {
  const figure = `${count(point.value)}${unit === null ? '' : ` ${unit}`}`;
  const change =
    point.difference === null ? 'first of its epoch' : moved(point) ? signed(point.difference) : 'same as before';
  return `${short(point.commit, 10)}: ${figure}, ${change}. ${point.subject}`;
}

/** Points up where there is more than before, down where there is less. */
function arrow(x: number, y: number, { difference }: HistoryPoint): string {
  const up = difference !== null && difference > 0 ? 1 : -1;
  return `M${x} ${y - 7 * up}L${x + 6.5} ${y + 5 * up}H${x - 6.5}Z`;
}

/** Places whose commits are named: the first, the last, and some between. */
function labelled(last: number, most: number): number[] {
  if (last === 0) return [0];
  const steps = Math.max(1, Math.min(last, most - 1));
  return [...new Set(Array.from({ length: steps + 1 }, (_, step) => Math.round((step * last) / steps)))];
}

function anchor(index: number, last: number) {
  if (last === 0) return 'middle';
  return index === 0 ? 'start' : index === last ? 'end' : 'middle';
}
