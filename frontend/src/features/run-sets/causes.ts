/** Where cycles of all nodes go, as a set tells them apart, each with its colour. */
export const CAUSES = [
  { key: 'program', name: 'Program', colour: 'cycles-compute' },
  { key: 'kernel', name: 'Kernel', colour: 'cycles-kernel' },
  { key: 'refills', name: 'Refills', colour: 'cycles-tlb_refill' },
  { key: 'misses', name: 'Misses', colour: 'cycles-local_miss' },
  { key: 'waiting', name: 'Waiting', colour: 'cycles-idle' },
] as const;
