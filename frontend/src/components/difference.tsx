import { signed, signedPercent } from '@/lib/format';
import type { Int64 } from '@/lib/int64';

/** By how much a figure moved, exactly, and as a share of what it was. */
export function Difference({ value, base }: { value: Int64; base?: Int64 | null }) {
  if (value == 0) return <>same</>;
  const share = base === null || base === undefined ? null : signedPercent(value, base);
  return (
    <>
      {signed(value)}
      {share !== null && <span className="hint"> {share}</span>}
    </>
  );
}
