import type { CoRun } from '@/api/types';
import { parseRectangle } from '@/lib/rectangle';

const PITCH = 28;
const NODE = 20;
const MARGIN = 8;

/** So many colours there are; further members begin with the first again. */
export const COLOURS = 6;

/** The partition's nodes, and whose rectangle is where: a colour for each member. */
export function CompanyMap({ coRun }: { coRun: CoRun }) {
  const [columns = 1, rows = 1] = coRun.mesh.split('x').map(Number);
  const placed = coRun.members.flatMap(({ name, job }, place) => {
    const rectangle = job === null ? null : parseRectangle(job.rectangle);
    return rectangle === null ? [] : [{ name, place, rectangle }];
  });
  const width = columns * PITCH + 2 * MARGIN;
  const height = rows * PITCH + 2 * MARGIN;
  const told = placed.map(({ name, rectangle }) => `${name}: ${rectangle.columns} by ${rectangle.rows} nodes`);
  return (
    <svg
      className="company"
      viewBox={`0 0 ${width} ${height}`}
      style={{ maxWidth: Math.max(width, 260) }}
      role="img"
      aria-label={told.length === 0 ? 'No job has a place yet.' : told.join(', ')}
    >
      {Array.from({ length: columns * rows }, (_, index) => (
        <rect
          key={index}
          className="company-node"
          x={MARGIN + (index % columns) * PITCH + (PITCH - NODE) / 2}
          y={MARGIN + Math.floor(index / columns) * PITCH + (PITCH - NODE) / 2}
          width={NODE}
          height={NODE}
          rx={4}
        />
      ))}
      {placed.map(({ name, place, rectangle }, index) => {
        // Those in one rectangle are drawn inside each other.
        const same = placed.slice(0, index).filter((other) => sameAs(other.rectangle, rectangle)).length;
        const inset = 1 + 4 * Math.min(same, 3);
        return (
          <rect
            key={name}
            className={`company-job job-${place % COLOURS}`}
            x={MARGIN + rectangle.column * PITCH + inset}
            y={MARGIN + rectangle.row * PITCH + inset}
            width={rectangle.columns * PITCH - 2 * inset}
            height={rectangle.rows * PITCH - 2 * inset}
            rx={6}
          />
        );
      })}
    </svg>
  );
}

function sameAs(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
