import type { ApiProblem } from '@/api/problem';
import type { Figure } from '@/api/types';
import { count } from '@/lib/format';
import type { SubmissionDraft } from './submission-draft';

type Override = SubmissionDraft['overrides'][number];

interface OverrideFieldsProps {
  figures: Figure[];
  overrides: Override[];
  problem: ApiProblem | null;
  onChange: (overrides: Override[]) => void;
}

/** What if the machine were another: figures of the preset, changed for this run. */
export function OverrideFields({ figures, overrides, problem, onChange }: OverrideFieldsProps) {
  const replace = (index: number, changes: Partial<Override>) =>
    onChange(overrides.map((old, i) => (i === index ? { ...old, ...changes } : old)));
  return (
    <details className="card" open={overrides.length > 0 || Boolean(problem?.at('/overrides'))}>
      <summary>What if</summary>
      <p className="hint">Change figures of the machine for this run. Its results are then of another machine.</p>
      {overrides.map((override, index) => {
        const figure = figures.find(({ name }) => name === override.figure);
        const wrong = problem?.at(`/overrides/${override.figure}`);
        return (
          <div className="override" key={index}>
            <select
              aria-label="Figure"
              value={override.figure}
              onChange={(event) => replace(index, { figure: event.target.value })}
            >
              <option value="">Choose a figure …</option>
              {figures.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            <input
              aria-label="Value"
              aria-invalid={wrong ? true : undefined}
              type="number"
              step={1}
              placeholder={figure ? count(figure.value) : ''}
              value={override.value}
              onChange={(event) => replace(index, { value: event.target.value })}
            />
            <span className="hint">{figure && `${figure.unit}, normally ${count(figure.value)}`}</span>
            <button
              type="button"
              className="small quiet"
              aria-label="Remove this figure"
              onClick={() => onChange(overrides.filter((_, i) => i !== index))}
            >
              ×
            </button>
            {wrong && <p className="field-error">{wrong}</p>}
          </div>
        );
      })}
      <button type="button" className="small" onClick={() => onChange([...overrides, { figure: '', value: '' }])}>
        Change a figure
      </button>
    </details>
  );
}
