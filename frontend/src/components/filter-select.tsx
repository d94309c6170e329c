import { useId } from 'react';

interface FilterSelectProps<T extends string> {
  label: string;
  value: T;
  /** What can be chosen, with what it is called. */
  choices: readonly (readonly [T, string])[];
  onChoose: (value: T) => void;
}

/** A choice of what is shown, beside its name. */
export function FilterSelect<T extends string>({ label, value, choices, onChoose }: FilterSelectProps<T>) {
  const id = useId();
  return (
    <span className="filter">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.target.value as T)}>
        {choices.map(([choice, name]) => (
          <option key={choice} value={choice}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
