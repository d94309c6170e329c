import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { HeldRectangle } from '@/api/types';
import { contains, obstacle, shape, spanning, type Place, type Rectangle } from '@/lib/rectangle';

interface MeshMapProps {
  columns: number;
  rows: number;
  leases: readonly HeldRectangle[];
  selection: Rectangle | null;
  onSelect: (selection: Rectangle | null) => void;
}

/** Distance between neighbouring nodes, and the side of one, in the drawing's units. */
const PITCH = 56;
const NODE = 26;
const MARGIN = 26;

/**
 * The mesh: nodes, links, the rectangles that are leased, and the one being chosen. A free rectangle is chosen by
 * dragging, or with the keyboard: arrows move, Shift and arrows stretch, Escape lets go.
 */
export function MeshMap({ columns, rows, leases, selection, onSelect }: MeshMapProps) {
  const svg = useRef<SVGSVGElement>(null);
  const [anchor, setAnchor] = useState<Place | null>(null);
  const [cursor, setCursor] = useState<Place>({ column: 0, row: 0 });
  const [hovered, setHovered] = useState<Place | null>(null);
  const blocked = selection === null ? null : obstacle(selection, { columns, rows }, leases);
  const width = (columns - 1) * PITCH + NODE + 2 * MARGIN;
  const height = (rows - 1) * PITCH + NODE + 2 * MARGIN;

  const placeAt = (event: PointerEvent): Place => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return { column: 0, row: 0 };
    const index = (offset: number, size: number, total: number, most: number) =>
      Math.min(most - 1, Math.max(0, Math.round(((offset / size) * total - MARGIN - NODE / 2) / PITCH)));
    return {
      column: index(event.clientX - box.left, box.width, width, columns),
      row: index(event.clientY - box.top, box.height, height, rows),
    };
  };
  const press = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const place = placeAt(event);
    setAnchor(place);
    setCursor(place);
    onSelect(spanning(place, place));
  };
  const move = (event: PointerEvent) => {
    const place = placeAt(event);
    setHovered(place);
    if (anchor === null || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setCursor(place);
    onSelect(spanning(anchor, place));
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      onSelect(null);
      return;
    }
    const next = stepped(cursor, event.key, columns, rows);
    if (next === null) return;
    event.preventDefault();
    const from = event.shiftKey && anchor !== null ? anchor : next;
    setAnchor(from);
    setCursor(next);
    setHovered(next);
    onSelect(spanning(from, next));
  };

  return (
    <figure className="mesh">
      <svg
        ref={svg}
        viewBox={`0 0 ${width} ${height}`}
        role="application"
        aria-label={`Mesh of ${columns} by ${rows} nodes. Arrow keys choose a node, Shift and arrow keys a rectangle.`}
        aria-describedby="mesh-status"
        tabIndex={0}
        onPointerDown={press}
        onPointerMove={move}
        onPointerLeave={() => setHovered(null)}
        onKeyDown={keyed}
      >
        <Links columns={columns} rows={rows} />
        {leases.map((lease) => (
          <Lease key={`${lease.column} ${lease.row}`} lease={lease} />
        ))}
        <Nodes columns={columns} rows={rows} leases={leases} />
        {selection !== null && (
          <rect {...outline(selection, 9)} rx={12} className={blocked === null ? 'choice' : 'choice choice-blocked'} />
        )}
        {leases.map((lease) => (
          <LeaseLabel key={`${lease.column} ${lease.row}`} lease={lease} />
        ))}
      </svg>
      <figcaption>
        <p id="mesh-status" className="mesh-status" role="status">
          {status(hovered, selection, blocked, leases, columns)}
        </p>
      </figcaption>
    </figure>
  );
}

function stepped({ column, row }: Place, key: string, columns: number, rows: number): Place | null {
  switch (key) {
    case 'ArrowLeft':
      return { column: Math.max(0, column - 1), row };
    case 'ArrowRight':
      return { column: Math.min(columns - 1, column + 1), row };
    case 'ArrowUp':
      return { column, row: Math.max(0, row - 1) };
    case 'ArrowDown':
      return { column, row: Math.min(rows - 1, row + 1) };
    case ' ':
    case 'Enter':
      return { column, row };
    default:
      return null;
  }
}

function status(
  hovered: Place | null,
  selection: Rectangle | null,
  blocked: string | null,
  leases: readonly HeldRectangle[],
  columns: number,
): string {
  if (selection !== null && (selection.columns > 1 || selection.rows > 1)) {
    return `${shape(selection)} at column ${selection.column}, row ${selection.row}. ${blocked ?? 'Free.'}`;
  }
  const place = hovered ?? selection;
  if (place === null) return 'Drag over free nodes to choose a partition.';
  const lease = leases.find((candidate) => contains(candidate, place));
  const node = `Node ${place.row * columns + place.column} (column ${place.column}, row ${place.row})`;
  if (lease === undefined) return `${node}: free.`;
  return lease.mine ? `${node}: in your partition ${lease.id}.` : `${node}: leased by somebody else.`;
}

const at = (index: number) => MARGIN + index * PITCH;

/** The drawn rectangle around a rectangle of nodes. */
function outline({ column, row, columns, rows }: Rectangle, gap: number) {
  return {
    x: at(column) - gap,
    y: at(row) - gap,
    width: (columns - 1) * PITCH + NODE + 2 * gap,
    height: (rows - 1) * PITCH + NODE + 2 * gap,
  };
}

function Links({ columns, rows }: { columns: number; rows: number }) {
  const centre = (index: number) => at(index) + NODE / 2;
  return (
    <g className="links" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <line key={`r${row}`} x1={centre(0)} x2={centre(columns - 1)} y1={centre(row)} y2={centre(row)} />
      ))}
      {Array.from({ length: columns }, (_, column) => (
        <line key={`c${column}`} x1={centre(column)} x2={centre(column)} y1={centre(0)} y2={centre(rows - 1)} />
      ))}
    </g>
  );
}

function Nodes({ columns, rows, leases }: { columns: number; rows: number; leases: readonly HeldRectangle[] }) {
  return (
    <g aria-hidden="true">
      {Array.from({ length: columns * rows }, (_, index) => {
        const place = { column: index % columns, row: Math.floor(index / columns) };
        const lease = leases.find((candidate) => contains(candidate, place));
        const owner = lease === undefined ? 'free' : lease.mine ? 'mine' : 'other';
        return (
          <g key={index} className={`node node-${owner}`}>
            <rect x={at(place.column)} y={at(place.row)} width={NODE} height={NODE} rx={5} />
            <text x={at(place.column) + NODE / 2} y={at(place.row) + NODE / 2}>
              {index}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Lease({ lease }: { lease: HeldRectangle }) {
  return <rect {...outline(lease, 12)} rx={14} className={lease.mine ? 'lease lease-mine' : 'lease lease-other'} />;
}

/** The name of one's own partition, a link to where it is described and released. */
function LeaseLabel({ lease }: { lease: HeldRectangle }) {
  if (!lease.mine || !lease.id) return null;
  const { x, y } = outline(lease, 12);
  return (
    <a
      href={`#${lease.id}`}
      className="lease-label"
      aria-label={`Partition ${lease.id}, ${shape(lease)}`}
      onPointerDown={(event) => event.stopPropagation()}
    >
      <text x={x + 12} y={y + 4}>
        {lease.id.slice(0, 8)}
      </text>
    </a>
  );
}
