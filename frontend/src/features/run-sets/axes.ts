import type { Coordinates, NewAxes } from '@/api/types';
import { formatArguments } from '@/lib/arguments';

const NAMES: [keyof NewAxes, string][] = [
  ['machines', 'machine'],
  ['nodes', 'nodes'],
  ['arguments', 'arguments'],
  ['figures', 'figures'],
  ['seeds', 'seed'],
  ['pageTables', 'page table'],
  ['placements', 'placement'],
];

/** What the members of a set differ in. */
export function axisNames(axes: NewAxes): string[] {
  return NAMES.filter(([axis]) => (axes[axis]?.length ?? 0) > 0).map(([, name]) => name);
}

/** Where a member stands on each of its axes, in their order. */
export function places(at: Coordinates): { axis: string; text: string }[] {
  const found: { axis: string; text: string }[] = [];
  const add = (axis: string, text: string) => found.push({ axis, text });
  if (at.machine !== null) add('machine', at.machine);
  if (at.nodes !== null) add('nodes', String(at.nodes));
  if (at.arguments !== null) add('arguments', formatArguments(at.arguments));
  if (at.figures !== null) {
    const changes = Object.entries(at.figures).map(([name, value]) => `${name}=${value}`);
    add('figures', changes.join(' '));
  }
  if (at.seed !== null) add('seed', String(at.seed));
  if (at.pageTable !== null) add('page table', at.pageTable);
  if (at.placement !== null) add('placement', at.placement);
  return found;
}

/** The same as one text. */
export function placed(at: Coordinates): string {
  return places(at)
    .map(({ axis, text }) => `${axis} ${text}`)
    .join(', ');
}
