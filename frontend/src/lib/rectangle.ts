/** A rectangle of nodes of a mesh: `columns` × `rows` nodes whose least corner is (`column`, `row`). */
export interface Rectangle {
  column: number;
  row: number;
  columns: number;
  rows: number;
}

export interface Place {
  column: number;
  row: number;
}

/** The smallest rectangle with both nodes in it, whichever way it was dragged. */
export function spanning(a: Place, b: Place): Rectangle {
  return {
    column: Math.min(a.column, b.column),
    row: Math.min(a.row, b.row),
    columns: Math.abs(a.column - b.column) + 1,
    rows: Math.abs(a.row - b.row) + 1,
  };
}

export function overlap(a: Rectangle, b: Rectangle): boolean {
  return (
    a.column < b.column + b.columns &&
    b.column < a.column + a.columns &&
    a.row < b.row + b.rows &&
    b.row < a.row + a.rows
  );
}

export function contains(rectangle: Rectangle, place: Place): boolean {
  return overlap(rectangle, { ...place, columns: 1, rows: 1 });
}

/** True if the rectangle lies on a mesh of that many columns and rows. */
export function fits(rectangle: Rectangle, columns: number, rows: number): boolean {
  return (
    rectangle.column >= 0 &&
    rectangle.row >= 0 &&
    rectangle.columns >= 1 &&
    rectangle.rows >= 1 &&
    rectangle.column + rectangle.columns <= columns &&
    rectangle.row + rectangle.rows <= rows
  );
}

/** Why a rectangle cannot be leased as things stand, or null if it can. */
export function obstacle(
  wanted: Rectangle,
  mesh: { columns: number; rows: number },
  taken: readonly Rectangle[],
): string | null {
  if (!fits(wanted, mesh.columns, mesh.rows)) {
    return `${shape(wanted)} at column ${wanted.column}, row ${wanted.row} does not fit on a mesh of ${shape(mesh)}.`;
  }
  const inTheWay = taken.filter((other) => overlap(wanted, other)).length;
  if (inTheWay === 0) return null;
  return inTheWay === 1 ? 'It overlaps a leased partition.' : `It overlaps ${inTheWay} leased partitions.`;
}

/** `4×2`, columns first. */
export function shape({ columns, rows }: { columns: number; rows: number }): string {
  return `${columns}×${rows}`;
}

/** Reads `2x2+4+0`: columns, rows, first column, first row. */
export function parseRectangle(text: string): Rectangle | null {
  const found = /^(\d+)x(\d+)\+(\d+)\+(\d+)$/.exec(text);
  if (found === null) return null;
  const [columns = 0, rows = 0, column = 0, row = 0] = found.slice(1).map(Number);
  return { columns, rows, column, row };
}

export function writeRectangle({ columns, rows, column, row }: Rectangle): string {
  return `${columns}x${rows}+${column}+${row}`;
}
