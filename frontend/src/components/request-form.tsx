import type { FormEvent, ReactNode } from 'react';
import { asProblem, type ApiProblem } from '@/api/problem';
import { ProblemNote } from './problem-note';

interface RequestFormProps {
  className: string;
  /** The mutation that the form sends. */
  request: { isPending: boolean; isError: boolean; error: unknown };
  onSubmit: () => void;
  /** What the button says that submits. */
  submit: ReactNode;
  disabled?: boolean;
  /** Where the button stands among others; by default it is alone. */
  buttons?: (submit: ReactNode) => ReactNode;
  /** The fields, given what was wrong with the last request. */
  children: (problem: ApiProblem | null) => ReactNode;
}

/** A form that sends one request at a time and shows why it was refused. */
export function RequestForm(props: RequestFormProps) {
  const { className, request, onSubmit, submit, disabled = false, buttons = (button) => button, children } = props;
  const problem = request.isError ? asProblem(request.error) : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={className} onSubmit={send}>
      {children(problem)}
      {problem !== null && <ProblemNote error={problem} />}
      {buttons(
        <button type="submit" className="primary" disabled={disabled || request.isPending}>
          {submit}
        </button>,
      )}
    </form>
  );
}
