import type { CoRun } from '@/api/types';

/** What a co-run waits for, and what who looks at it can do, in a sentence or two. */
export function nextStep(coRun: CoRun): string | null {
  const me = coRun.members.find((member) => member.me);
  const waited = coRun.members.filter(({ state, me: mine }) => !mine && (state === 'invited' || state === 'joined'));
  const names = waited.map(({ name }) => name).join(', ');
  switch (coRun.state) {
    case 'open':
      if (me?.state === 'invited' || me?.state === 'left') {
        return 'Add your job: choose a bundle and the nodes that shall be its own. Nothing runs before you confirm it.';
      }
      if (me?.state === 'joined') return 'Look at the jobs beside yours, then confirm your own. It can be changed until then.';
      return waited.length === 0 ? null : `Your job is confirmed. The co-run starts when ${names} confirmed or left.`;
    case 'queued':
      return 'It is started and waits for a worker.';
    case 'canceled':
    case 'expired':
    case 'infrastructure_error':
      return coRun.message === null ? null : `${coRun.message.charAt(0).toUpperCase()}${coRun.message.slice(1)}.`;
    default:
      return null;
  }
}
