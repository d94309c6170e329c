import type { HistoryPoint } from '@/api/types';

/** Figures that can be compared: of one bundle by name, one version of the machine, run in one way. */
export interface Epoch {
  name: string;
  /** Places of its points among all, in their order; those of other epochs may lie between them. */
  places: number[];
  /** What is another than before, where it begins. */
  border: string;
}

/** In the order in which they begin. */
export function epochs(points: readonly HistoryPoint[]): Epoch[] {
  const all = new Map<string, Epoch>();
  points.forEach((point, place) => {
    const epoch = all.get(point.epoch);
    if (epoch !== undefined) epoch.places.push(place);
    else all.set(point.epoch, { name: point.epoch, places: [place], border: border(points[place - 1], point) });
  });
  return [...all.values()];
}

function border(before: HistoryPoint | undefined, { machineVersion }: HistoryPoint): string {
  return before?.machineVersion === machineVersion ? 'run in another way' : `machine version ${machineVersion.slice(0, 12)}`;
}

/** The point before one in its epoch, or null. */
export function before(points: readonly HistoryPoint[], place: number): HistoryPoint | null {
  const epoch = points[place]?.epoch;
  return points.slice(0, place).findLast((point) => point.epoch === epoch) ?? null;
}

/** Whether the figure is not what it was before. */
export function moved({ difference }: HistoryPoint): boolean {
  return difference !== null && difference != 0;
}
