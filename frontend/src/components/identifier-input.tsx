import type { InputHTMLAttributes } from 'react';

type IdentifierInputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> & {
  value: string;
  onChange: (value: string) => void;
};

/** An input for a name that a browser must neither complete nor correct. */
export function IdentifierInput({ onChange, ...attributes }: IdentifierInputProps) {
  return (
    <input
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      required
      {...attributes}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
