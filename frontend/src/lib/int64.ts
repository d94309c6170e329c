import { isInteger, parse, stringify } from 'lossless-json';

/** A whole number of 64 bits, always exact: a `bigint` where a `number` could not hold it. */
export type Int64 = number | bigint;

function narrowed(value: bigint): Int64 {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** What was typed; what is no whole number is for the service to refuse. */
export function parseInteger(text: string): Int64 {
  const trimmed = text.trim();
  return /^[+-]?\d+$/.test(trimmed) ? narrowed(BigInt(trimmed.replace('+', ''))) : Number(trimmed);
}

export function sum(values: readonly Int64[]): Int64 {
  return narrowed(values.reduce<bigint>((total, value) => total + BigInt(value), 0n));
}

/** How much more the one is than the other; exact. */
export function minus(one: Int64, other: Int64): Int64 {
  return narrowed(BigInt(one) - BigInt(other));
}

/** Without its sign. */
export function size(value: Int64): Int64 {
  return value < 0 ? narrowed(-BigInt(value)) : value;
}

/** For a sort: less than 0 when the one comes before the other. */
export function compare(one: Int64, other: Int64): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** As `JSON.parse`, but whole numbers stay what they are. */
export function parseJson(text: string): unknown {
  return parse(text, undefined, (number) => (isInteger(number) ? narrowed(BigInt(number)) : Number(number)));
}

/** As `JSON.stringify`, for what holds whole numbers of 64 bits. */
export function writeJson(value: unknown): string {
  return stringify(value) ?? 'null';
}
