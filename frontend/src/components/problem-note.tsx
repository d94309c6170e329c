import { asProblem } from '@/api/problem';
import { sentence } from '@/lib/format';

/** A refusal, in full: what, why, which fields, and the name under which the service's log has it. */
export function ProblemNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = asProblem(error);
  return (
    <div className="note note-bad" role="alert">
      <p className="note-title">{sentence(problem.detail || problem.title)}</p>
      {problem.errors.length > 0 && (
        <ul className="field-errors">
          {problem.errors.map((wrong) => (
            <li key={`${wrong.pointer} ${wrong.detail}`}>
              {wrong.pointer !== '' && <code>{wrong.pointer}</code>} {wrong.detail}
            </li>
          ))}
        </ul>
      )}
      {problem.retryAfterSeconds !== null && <p>Try again in {problem.retryAfterSeconds} s.</p>}
      <p className="note-foot">
        {problem.title} · <code>{problem.code}</code>
        {problem.requestId !== null && (
          <>
            {' '}
            · request <code>{problem.requestId}</code>
          </>
        )}
        {retry !== undefined && (
          <button type="button" className="link" onClick={retry}>
            Try again
          </button>
        )}
      </p>
    </div>
  );
}
