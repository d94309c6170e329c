import type { ApiProblem } from '@/api/problem';
import type { Figure, Machine } from '@/api/types';
import { Field } from '@/components/field';
import { PAGE_TABLES, PLACEMENTS } from '@/components/system-draft';
import type { AxesDraft } from './submission-draft';

interface AxisFieldsProps {
  axes: AxesDraft;
  machines: Machine[];
  figures: Figure[];
  problem: ApiProblem | null;
  onChange: (changes: Partial<AxesDraft>) => void;
}

/** Many runs of one submission: what they differ in. */
export function AxisFields({ axes, machines, figures, problem, onChange }: AxisFieldsProps) {
  const used = Object.values<string | string[]>({ ...axes }).some((axis) => axis.length > 0);
  return (
    <details className="card axes" open={used || Boolean(problem?.at('/axes'))}>
      <summary>Many runs</summary>
      <p className="hint">
        A run for each combination of what stands here, 256 at the most, compared in one table. What is empty is as above.
      </p>
      <div className="fields">
        <Choices
          title="Placements"
          names={PLACEMENTS}
          chosen={axes.placements}
          error={problem?.at('/axes/placements')}
          onChange={(placements) => onChange({ placements })}
        />
        <Choices
          title="Page tables"
          names={PAGE_TABLES.filter((name) => name !== 'linked')}
          chosen={axes.pageTables}
          error={problem?.at('/axes/pageTables')}
          onChange={(pageTables) => onChange({ pageTables })}
        />
        {machines.length > 1 && (
          <Choices
            title="Machines"
            names={machines.map(({ name }) => name)}
            chosen={axes.machines}
            error={problem?.at('/axes/machines')}
            onChange={(chosen) => onChange({ machines: chosen })}
          />
        )}
      </div>
      <div className="fields">
        <Text label="Numbers of nodes" placeholder="1, 2, 4" value={axes.nodes} error={problem?.at('/axes/nodes')} onChange={(nodes) => onChange({ nodes })} />
        <Text label="Values of the seed" placeholder="1, 2, 3" value={axes.seeds} error={problem?.at('/axes/seeds')} onChange={(seeds) => onChange({ seeds })} />
        <Field label="Figure to vary">
          {(control) => (
            <select {...control} value={axes.figure} onChange={(event) => onChange({ figure: event.target.value })}>
              <option value="">none</option>
              {figures.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        {axes.figure !== '' && (
          <Text label="Its values" placeholder="20, 40, 80" value={axes.figureValues} error={problem?.at('/axes/figures')} onChange={(figureValues) => onChange({ figureValues })} />
        )}
        <Field label="Lists of arguments" className="grow" hint="A line for each run." error={problem?.at('/axes/arguments')}>
          {(control) => (
            <textarea
              {...control}
              className="mono"
              rows={2}
              spellCheck={false}
              value={axes.arguments}
              onChange={(event) => onChange({ arguments: event.target.value })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}

interface TextProps {
  label: string;
  placeholder: string;
  value: string;
  error: string | null | undefined;
  onChange: (value: string) => void;
}

function Text({ label, placeholder, value, error, onChange }: TextProps) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <input
          {...control}
          pattern="[-0-9, ]*"
          title="Whole numbers between commas"
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface ChoicesProps {
  title: string;
  names: readonly string[];
  chosen: string[];
  error: string | null | undefined;
  onChange: (chosen: string[]) => void;
}

function Choices({ title, names, chosen, error, onChange }: ChoicesProps) {
  return (
    <fieldset className="choices">
      <legend>{title}</legend>
      {names.map((name) => (
        <label key={name} className="choice-line">
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={(event) =>
              onChange(names.filter((each) => (each === name ? event.target.checked : chosen.includes(each))))
            }
          />{' '}
          {name}
        </label>
      ))}
      {error && <p className="field-error">{error}</p>}
    </fieldset>
  );
}
