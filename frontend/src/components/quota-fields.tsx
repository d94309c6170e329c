import type { ApiProblem } from '@/api/problem';
import { parseInteger, type Int64 } from '@/lib/int64';
import { Field } from './field';

/** What is typed for each part of a quota; empty for what is not given. */
export type TypedQuota<Part extends string> = Record<Part, string>;

export function typedQuota<Part extends string>(
  labels: Record<Part, string>,
  given: Partial<Record<Part, Int64 | null>>,
): TypedQuota<Part> {
  const typed = {} as TypedQuota<Part>;
  for (const part of Object.keys(labels) as Part[]) typed[part] = given[part]?.toString() ?? '';
  return typed;
}

export function readQuota<Part extends string>(typed: TypedQuota<Part>): Record<Part, Int64 | null> {
  const quota = {} as Record<Part, Int64 | null>;
  for (const part of Object.keys(typed) as Part[]) {
    quota[part] = typed[part].trim() === '' ? null : parseInteger(typed[part]);
  }
  return quota;
}

interface QuotaFieldsProps<Part extends string> {
  labels: Record<Part, string>;
  typed: TypedQuota<Part>;
  onType: (typed: TypedQuota<Part>) => void;
  hint?: (part: Part) => string;
  problem: ApiProblem | null;
}

/** A whole number for each part of a quota, or nothing. */
export function QuotaFields<Part extends string>({ labels, typed, onType, hint, problem }: QuotaFieldsProps<Part>) {
  return (Object.keys(labels) as Part[]).map((part) => (
    <Field key={part} label={labels[part]} hint={hint?.(part)} error={problem?.at(`/${part}`)}>
      {(control) => (
        <input
          {...control}
          inputMode="numeric"
          value={typed[part]}
          onChange={(event) => onType({ ...typed, [part]: event.target.value })}
        />
      )}
    </Field>
  ));
}
