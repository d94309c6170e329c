import type { Flames } from '@/api/comparisons/documents';
import { minus, size, sum, type Int64 } from '@/lib/int64';

/** A function, a line of it, or what was waited for there, in both runs. */
export interface Frame {
  name: string;
  base: Int64;
  head: Int64;
  /** Cycles by which its own parts differ, whichever way. */
  moved: Int64;
  children: Frame[];
}

export type Weight = 'moved' | 'head' | 'base';

interface Growing {
  name: string;
  base: bigint;
  head: bigint;
  moved: bigint;
  children: Map<string, Growing>;
}

/** Both runs' stacks as one tree; null where the file has neither run whole. */
export function flameTree(flames: Flames, benchmark: string): Frame | null {
  const own = new Map<string, { stack: string[]; base: bigint; head: bigint }>();
  for (const side of ['base', 'head'] as const) {
    const profile = flames.profiles.find(({ name }) => name === `${benchmark}: ${side}`);
    profile?.samples.forEach((sample, place) => {
      const stack = sample.map((frame) => flames.shared.frames[frame]?.name ?? '?');
      const key = JSON.stringify(stack);
      const both = own.get(key) ?? { stack, base: 0n, head: 0n };
      both[side] += BigInt(profile.weights[place] ?? 0);
      own.set(key, both);
    });
  }
  if (own.size === 0) return null;
  const root = growing('all functions');
  for (const { stack, base, head } of own.values()) {
    const moved = head > base ? head - base : base - head;
    let frame = root;
    for (const name of [null, ...stack]) {
      if (name !== null) {
        const child = frame.children.get(name) ?? growing(name);
        frame.children.set(name, child);
        frame = child;
      }
      frame.base += base;
      frame.head += head;
      frame.moved += moved;
    }
  }
  return grown(root);
}

function growing(name: string): Growing {
  return { name, base: 0n, head: 0n, moved: 0n, children: new Map() };
}

function grown(frame: Growing): Frame {
  return {
    name: frame.name,
    base: sum([frame.base]),
    head: sum([frame.head]),
    moved: sum([frame.moved]),
    children: [...frame.children.values()].map(grown),
  };
}

export function difference({ base, head }: Frame): Int64 {
  return minus(head, base);
}

/** How much of what moved in it went one way: from 0, as much more as less, to 1. */
export function tendency(frame: Frame): number {
  return frame.moved == 0 ? 0 : Number(size(difference(frame))) / Number(frame.moved);
}

/** A frame with where it is drawn: shares of the whole width. */
export interface Placed {
  frame: Frame;
  /** From the root, as text that tells it from all others. */
  path: string;
  parent: string | null;
  depth: number;
  from: number;
  width: number;
}

/** Shares below this are not drawn: less than a pixel. */
const LEAST = 0.0008;

/** The tree below a frame from left to right and from top to bottom, the widest first. */
export function placed(root: Frame, rootPath: string, weight: Weight): Placed[] {
  const whole = Number(root[weight]);
  const found: Placed[] = [];
  const place = (frame: Frame, path: string, parent: string | null, depth: number, from: number) => {
    const width = whole === 0 ? 0 : Number(frame[weight]) / whole;
    if (width < LEAST) return 0;
    found.push({ frame, path, parent, depth, from, width });
    let next = from;
    const widestFirst = [...frame.children].sort((a, b) => Number(b[weight]) - Number(a[weight]));
    for (const child of widestFirst) next += place(child, childPath(path, child), path, depth + 1, next);
    return width;
  };
  place(root, rootPath, null, 0, 0);
  return found;
}

export const ROOT = '[]';

export function childPath(path: string, child: Frame): string {
  return JSON.stringify([...(JSON.parse(path) as string[]), child.name]);
}

/** The frame at a path, or null. */
export function frameAt(root: Frame, path: string): Frame | null {
  let frame: Frame | undefined = root;
  for (const name of JSON.parse(path) as string[]) frame = frame?.children.find((child) => child.name === name);
  return frame ?? null;
}
