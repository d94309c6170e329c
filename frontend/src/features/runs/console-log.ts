/** A piece of what one node wrote. */
export interface ConsolePiece {
  node: number;
  text: string;
}

export interface ConsoleLine extends ConsolePiece {
  /** Counts all lines ever begun, so it names a line even after older ones were let go. */
  key: number;
}

/** The console as lines in the order in which they were begun, each of one node. */
export interface ConsoleLog {
  lines: readonly ConsoleLine[];
  /** How many lines at the start were let go. */
  dropped: number;
  /** The unfinished line of each node, by its key. */
  open: ReadonlyMap<number, number>;
}

export const EMPTY_LOG: ConsoleLog = { lines: [], dropped: 0, open: new Map() };

/** A page with more lines scrolls badly; the whole text can be downloaded. */
const MOST_LINES = 5_000;
/** A guest that never ends a line must not make one that no browser can lay out. */
const LONGEST_LINE = 2_000;

/** The log with more written to it; pieces of different nodes do not break each other's lines. */
export function append(log: ConsoleLog, pieces: readonly ConsolePiece[]): ConsoleLog {
  const lines = [...log.lines];
  const open = new Map(log.open);
  const first = log.dropped;
  for (const { node, text } of pieces) {
    for (const part of text.split(/(?<=\n)/)) write(node, part);
  }
  const excess = Math.max(0, lines.length - MOST_LINES);
  return { lines: lines.slice(excess), dropped: first + excess, open };

  function write(node: number, part: string) {
    const ends = part.endsWith('\n');
    let rest = ends ? part.slice(0, -1) : part;
    let line = lines[(open.get(node) ?? -1) - first];
    do {
      if (line === undefined) {
        line = { node, text: '', key: first + lines.length };
        lines.push(line);
      }
      const room = LONGEST_LINE - line.text.length;
      const longer: ConsoleLine = { ...line, text: line.text + rest.slice(0, room) };
      lines[longer.key - first] = longer;
      rest = rest.slice(room);
      open.set(node, longer.key);
      line = undefined;
    } while (rest !== '');
    if (ends) open.delete(node);
  }
}

/** The nodes that wrote anything still held, in order. */
export function nodesOf(log: ConsoleLog): number[] {
  return [...new Set(log.lines.map((line) => line.node))].sort((a, b) => a - b);
}
