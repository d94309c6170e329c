import type { components } from './schema';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type Session = Schemas['Session'];
export type Key = Schemas['Key'];
export type NewKey = Schemas['NewKey'];
export type Figure = Schemas['Figure'];
export type Machine = Schemas['Machine'];
export type LeasedRectangle = Schemas['LeasedRectangle'];
export type Partition = Schemas['Partition'];
export type Bundle = Schemas['Bundle'];
export type Limits = Schemas['Limits'];
export type Trap = Schemas['Trap'];
export type Run = Schemas['Run'];

/** One page of a list; `nextCursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor?: string | null;
}
