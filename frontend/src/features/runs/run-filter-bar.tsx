import { useId, useState } from 'react';
import type { RunFilterName } from '@/api/runs/list-runs';
import { formatArguments, parseArguments } from '@/lib/arguments';
import { short, words } from '@/lib/format';

const STATES = ['queued', 'allocated', 'running', 'finished', 'canceled', 'infrastructure_error'];
const OUTCOMES = [
  'exited',
  'trapped',
  'cycle_limit',
  'instruction_limit',
  'memory_limit',
  'console_limit',
  'deadlock',
  'rejected_image',
  'assertion_failed',
];

/** What is asked for less often, behind a summary; dates are days, by UTC. */
const MORE: readonly (readonly [RunFilterName, string, 'search' | 'number' | 'date'])[] = [
  ['branch', 'Branch', 'search'],
  ['commit', 'Commit', 'search'],
  ['program', 'Program', 'search'],
  ['machine', 'Machine', 'search'],
  ['mesh', 'Mesh', 'search'],
  ['nodes', 'Nodes', 'number'],
  ['fidelity', 'Fidelity', 'search'],
  ['exitCode', 'Exit code', 'number'],
  ['partition', 'Partition', 'search'],
  ['runSet', 'Run-set', 'search'],
  ['from', 'From', 'date'],
  ['until', 'Until', 'date'],
];

interface RunFilterBarProps {
  /** The page's address, where the filter is. */
  parameters: URLSearchParams;
  /** Puts these values of one parameter in the place of those that it has. */
  change: (name: RunFilterName, values: string[]) => void;
}

/** Which runs are shown. */
export function RunFilterBar({ parameters, change }: RunFilterBarProps) {
  const one = (name: RunFilterName) => parameters.get(name) ?? '';
  const set = (name: RunFilterName, value: string) => change(name, value === '' ? [] : [value]);
  const labels = parameters.getAll('label');
  const bundle = parameters.get('bundle');
  return (
    <div className="run-filters" role="search" aria-label="Runs">
      <div className="filters">
        <label>
          Name{' '}
          <input type="search" value={one('search')} onChange={(event) => set('search', event.target.value)} />
        </label>
        <Choice label="State" names={STATES} value={one('state')} onChoose={(value) => set('state', value)} />
        <Choice label="Outcome" names={OUTCOMES} value={one('outcome')} onChoose={(value) => set('outcome', value)} />
        <LabelInput add={(label) => change('label', [...labels.filter((old) => old !== label), label])} />
        {labels.map((label) => (
          <span key={label} className="tag">
            <code>{label}</code>
            <button
              type="button"
              className="link"
              aria-label={`Without the label ${label}`}
              onClick={() => change('label', labels.filter((other) => other !== label))}
            >
              ×
            </button>
          </span>
        ))}
        {bundle !== null && (
          <span className="tag">
            bundle <code>{short(bundle)}</code>
            <button type="button" className="link" aria-label="Show all bundles" onClick={() => change('bundle', [])}>
              ×
            </button>
          </span>
        )}
      </div>
      <details open={parameters.has('argument') || MORE.some(([name]) => parameters.has(name)) || undefined}>
        <summary>More filters</summary>
        <div className="filters">
          <ArgumentsInput
            key={parameters.getAll('argument').join('\n')}
            args={parameters.has('argument') ? parameters.getAll('argument') : null}
            ask={(args) => change('argument', args)}
          />
          {MORE.map(([name, label, type]) => (
            <label key={name}>
              {label}{' '}
              <input
                type={type}
                value={type === 'date' ? one(name).slice(0, 10) : one(name)}
                onChange={({ target: { value } }) =>
                  set(name, type === 'date' && value !== '' ? `${value}T00:00:00Z` : value)
                }
              />
            </label>
          ))}
        </div>
      </details>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  names: readonly string[];
  value: string;
  onChoose: (value: string) => void;
}

function Choice({ label, names, value, onChoose }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        <option value="">any</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {words(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A label is asked for when it is whole. */
function LabelInput({ add }: { add: (label: string) => void }) {
  const id = useId();
  const [text, setText] = useState('');
  return (
    <form
      className="filter"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') add(text.trim());
        setText('');
      }}
    >
      <label htmlFor={id}>Label</label>{' '}
      <input
        id={id}
        type="search"
        value={text}
        placeholder="key or key=value, Enter"
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}

/** All arguments of a run, as they are typed; those that are whole are asked for. */
function ArgumentsInput({ args, ask }: { args: string[] | null; ask: (args: string[]) => void }) {
  const id = useId();
  const [text, setText] = useState(args === null ? '' : formatArguments(args));
  return (
    <form
      className="filter"
      onSubmit={(event) => {
        event.preventDefault();
        ask(parseArguments(text));
      }}
    >
      <label htmlFor={id}>Arguments</label>{' '}
      <input
        id={id}
        type="search"
        value={text}
        placeholder={'all of them, or "" for none; Enter'}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}
