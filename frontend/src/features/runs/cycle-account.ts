import { percent } from '@/lib/format';
import { sum, type Int64 } from '@/lib/int64';

/** Something a processor's cycles go to; `key` is its counter's name without `cycles.`. */
export interface Category {
  key: string;
  name: string;
  /** Goes on after “the processor”. */
  meaning: string;
}

/** Always in this order, so that two runs can be compared at a glance. */
export const CATEGORIES: readonly Category[] = [
  { key: 'compute', name: 'Compute', meaning: 'executes the program' },
  { key: 'message_handler', name: 'Message handler', meaning: 'is in a message interrupt, until that returns' },
  { key: 'local_miss', name: 'Local miss', meaning: 'waits for a line of its own node’s memory' },
  { key: 'remote_miss', name: 'Remote miss', meaning: 'waits for a line of another node’s memory' },
  { key: 'tlb_refill', name: 'TLB refill', meaning: 'deals with a page fault, in the kernel and in the library OS' },
  { key: 'kernel', name: 'Kernel', meaning: 'is in the kernel for anything else' },
  { key: 'coherence', name: 'Coherence', meaning: 'runs the coherence protocol’s software for lines of its node' },
  { key: 'network', name: 'Network', meaning: 'waits until the network takes its message' },
  { key: 'switch', name: 'Switch', meaning: 'changes register sets' },
  { key: 'idle', name: 'Idle', meaning: 'waits for a message, or has nothing left to do' },
];

/** Where cycles went: of one node, or of several. */
export interface Account {
  /** All of them, which the parts add up to. */
  total: Int64;
  /** By category, in the order of {@link CATEGORIES}. */
  parts: Int64[];
}

/** Each node's account; null when the counters are from before there was one. */
export function accountsOf(counters: Record<string, Int64>[] | null): Account[] | null {
  const accounts = (counters ?? []).map((node) => sumUp(CATEGORIES.map(({ key }) => node[`cycles.${key}`] ?? 0)));
  return accounts.some(({ total }) => total > 0) ? accounts : null;
}

export function together(accounts: Account[]): Account {
  return sumUp(CATEGORIES.map((_, index) => sum(accounts.map(({ parts }) => parts[index] ?? 0))));
}

function sumUp(parts: Int64[]): Account {
  return { total: sum(parts), parts };
}

/** From 0 to 1. */
export function share(part: Int64, { total }: Account): number {
  return total === 0 ? 0 : Number(part) / Number(total);
}

/** `Compute 19.1 %, Idle 80.9 %`: what a bar shows, for who cannot see it. */
export function inWords(account: Account): string {
  return CATEGORIES.map(({ name }, index) => [name, account.parts[index] ?? 0] as const)
    .filter(([, part]) => part > 0)
    .map(([name, part]) => `${name} ${percent(share(part, account))}`)
    .join(', ');
}
