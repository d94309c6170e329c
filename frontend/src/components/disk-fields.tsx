import type { ApiProblem } from '@/api/problem';
import { Field } from './field';
import { IdentifierInput } from './identifier-input';
import type { GivenDraft } from './given-draft';

interface DiskFieldsProps {
  draft: GivenDraft;
  problem: ApiProblem | null;
  onChange: (changes: Partial<GivenDraft>) => void;
}

/** What the disks of the nodes hold when the run begins, and whether that is kept at its end. */
export function DiskFields({ draft, problem, onChange }: DiskFieldsProps) {
  const used = draft.disk !== 'manifest' || draft.keepDisk;
  const refused = problem?.at('/disk') ?? problem?.at('/keepDisk');
  return (
    <details className="card" open={used || Boolean(refused)}>
      <summary>Disk</summary>
      <div className="fields">
        <Field label="At the beginning" error={draft.disk === 'run' ? null : problem?.at('/disk')}>
          {(control) => (
            <select
              {...control}
              value={draft.disk}
              onChange={(event) => onChange({ disk: event.target.value as GivenDraft['disk'] })}
            >
              <option value="manifest">as the manifest says</option>
              <option value="blank">blank</option>
              <option value="run">of an earlier run</option>
            </select>
          )}
        </Field>
        {draft.disk === 'run' && (
          <Field label="Earlier run" hint="One of yours whose disk was kept." error={problem?.at('/disk')}>
            {(control) => (
              <IdentifierInput
                {...control}
                value={draft.diskOf}
                placeholder="run_…"
                onChange={(diskOf) => onChange({ diskOf })}
              />
            )}
          </Field>
        )}
        <label className="choice-line">
          <input
            type="checkbox"
            checked={draft.keepDisk}
            onChange={(event) => onChange({ keepDisk: event.target.checked })}
          />{' '}
          Keep what is on it at the end
        </label>
      </div>
      {problem?.at('/keepDisk') && (
        <p className="field-error">{problem.at('/keepDisk')}</p>
      )}
    </details>
  );
}
