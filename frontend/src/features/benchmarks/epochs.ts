import type { HistoryPoint } from '@/api/types';

/** Points whose figures can be compared: of one version of the machine, run in one way. */
export interface Epoch {
  /** Place of the first of its points among all. */
  from: number;
  points: HistoryPoint[];
  /** Why another began here. */
  border: string;
}

export function epochs(points: readonly HistoryPoint[]): Epoch[] {
  const all: Epoch[] = [];
  points.forEach((point, place) => {
    const current = all.at(-1);
    if (current !== undefined && point.difference !== null) {
      current.points.push(point);
      return;
    }
    const sameMachine = current?.points[0]?.machineVersion === point.machineVersion;
    all.push({
      from: place,
      points: [point],
      border: sameMachine ? 'run in another way' : `machine version ${point.machineVersion.slice(0, 12)}`,
    });
  });
  return all;
}

/** Whether the figure is not what it was at the commit before. */
export function moved({ difference }: HistoryPoint): boolean {
  return difference !== null && difference != 0;
}
