import type { Epoch } from './epochs';

/** The path of an epoch's figures: each holds until the next one. */
export function steps({ places }: Epoch, x: (place: number) => number, y: (place: number) => number): string {
  return places.map((place, index) => (index === 0 ? `M${x(place)} ${y(place)}` : `H${x(place)}V${y(place)}`)).join('');
}
