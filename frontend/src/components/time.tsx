import { useNow } from '@/lib/use-now';
import { ago } from '@/lib/format';

/** A moment relative to now, with the exact time on hover. */
export function Time({ at }: { at: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={at} title={at.replace('T', ' ').replace(/\.\d+/, '')}>
      {ago(at, now)}
    </time>
  );
}
