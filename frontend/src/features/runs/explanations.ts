import type { Run, Trap } from '@/api/types';
import { count, hex, words } from '@/lib/format';
import type { Int64 } from '@/lib/int64';

/** What each cause of a trap means for whoever wrote the program. */
const CAUSES: Record<string, string> = {
  instruction_misaligned: 'jumped to an odd address',
  fetch_access_fault: 'jumped to an address where there is no memory',
  illegal_instruction: 'executed something that is no instruction of this machine',
  breakpoint: 'hit a breakpoint (ebreak); abort() and a failed assert() end this way',
  load_misaligned: 'read a word across its natural boundary where that is not allowed',
  load_access_fault: 'read from an address where there is no memory',
  store_misaligned: 'wrote a word across its natural boundary where that is not allowed',
  store_access_fault: 'wrote to an address where there is no memory',
  fetch_page_fault: 'jumped into a page it does not own, or may not execute',
  load_page_fault: 'read from a page it does not own',
  store_page_fault: 'wrote to a page it does not own, or may not write',
  wrong_group: "took a message of another job's group",
  dispose_empty: 'disposed of a message when none was there',
};

/** One sentence on a trap: who did what, where. */
export function trapInWords(trap: Trap): string {
  const did = CAUSES[trap.cause] ?? `trapped (${words(trap.cause)})`;
  return `Node ${trap.node} ${did}, at pc ${hex(trap.pc)}.`;
}

/** How a run ended, or why it has not begun, in a sentence with advice. */
export function endInWords(run: Run): string | null {
  switch (run.state) {
    case 'queued':
      return run.waitingFor ? `Waiting for ${run.waitingFor}.` : 'Waiting for a worker.';
    case 'canceled':
      return 'It was canceled before it ended by itself; figures of an unfinished run are not kept.';
    case 'infrastructure_error':
      return 'The service failed, not the program. Nothing here says anything about the program: run it again.';
    case 'finished':
      return outcomeInWords(run);
    default:
      return null;
  }
}

function outcomeInWords({ outcome, exitCode, limits }: Run): string | null {
  switch (outcome) {
    case 'exited':
      return exitCode === 0 ? null : `The program ended by itself with exit code ${exitCode}.`;
    case 'cycle_limit':
      return `It was still running at the limit of ${limited(limits.cycles)} cycles. Raise the limit, or look for a loop that never ends.`;
    case 'instruction_limit':
      return `A node reached the limit of ${limited(limits.instructions)} instructions.`;
    case 'memory_limit':
      return `A node asked for more than ${limited(limits.memoryBytes)} bytes of memory.`;
    case 'console_limit':
      return `The nodes together wrote more than ${limited(limits.consoleBytes)} bytes to the console.`;
    case 'deadlock':
      return 'Every node waits, no message is under way and no timer is set: nothing can ever happen again.';
    case 'rejected_image':
      return 'The program could not be loaded.';
    case 'assertion_failed':
      return "The program ended by itself, but not as its manifest's expect section says.";
    default:
      return null;
  }
}

function limited(limit: Int64 | null | undefined): string {
  return limit === null || limit === undefined ? 'its' : count(limit);
}
