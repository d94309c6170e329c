import { CopyButton } from './copy-button';

/** A digest that can be read, selected and copied. */
export function Digest({ value, what }: { value: string; what: string }) {
  return (
    <span className="digest">
      <code title={value}>{value}</code>
      <CopyButton text={value} what={what} />
    </span>
  );
}
