import type { HistoryPoint } from '@/api/types';
import { plural } from '@/lib/format';
import { Axis } from './axis';
import { epochs, moved } from './epochs';
import { steps } from './steps';

const WIDTH = 120;
const HEIGHT = 26;
const MARGIN = 4;
const MOST = 60;

/** The last figures as a small line, one for each epoch. */
export function Trend({ points }: { points: HistoryPoint[] }) {
  const last = points.slice(-MOST);
  if (last.length === 0) return null;
  const axis = Axis.of(last.map(({ value }) => value));
  const x = (place: number) =>
    last.length === 1 ? WIDTH / 2 : MARGIN + (place / (last.length - 1)) * (WIDTH - 2 * MARGIN);
  const y = (point: HistoryPoint | undefined) =>
    HEIGHT - MARGIN - axis.at(point?.value ?? 0) * (HEIGHT - 2 * MARGIN);
  const changes = last.filter(moved).length;
  return (
    <svg
      className="trend"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${plural(last.length, 'measurement')}, ${changes === 0 ? 'all the same' : `moved ${plural(changes, 'time')}`}`}
    >
      {epochs(last).map((epoch) => (
        <path
          key={epoch.name}
          className="trend-line"
          d={steps(epoch, x, (place) => y(last[place]))}
        />
      ))}
      {last.map((point, place) =>
        moved(point) || place === last.length - 1 ? (
          <circle
            key={point.measurement}
            className={moved(point) ? 'trend-change' : 'trend-end'}
            cx={x(place)}
            cy={y(point)}
            r={2.5}
          />
        ) : null,
      )}
    </svg>
  );
}
