import { useInfiniteQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { librariesQuery } from '@/api/libraries/list-libraries';
import type { ApiProblem } from '@/api/problem';
import { Field } from './field';
import { IdentifierInput } from './identifier-input';
import { PAGE_TABLES, PLACEMENTS, type SystemDraft } from './system-draft';

interface OperatingSystemFieldsProps {
  draft: SystemDraft;
  /** The library OS that the manifest names; null where it is linked in. */
  usual: string | null;
  problem: ApiProblem | null;
  onChange: (changes: Partial<SystemDraft>) => void;
}

/** On which library OS the program runs, and how that is structured. */
export function OperatingSystemFields({ draft, usual, problem, onChange }: OperatingSystemFieldsProps) {
  const listId = useId();
  const libraries = useInfiniteQuery(librariesQuery());
  const known = libraries.data?.pages.flatMap((page) => page.items).filter(({ retiredAt }) => retiredAt === null) ?? [];
  const changed = draft.libos !== '' || draft.placement !== 'library' || draft.pageTable !== 'linked';
  const refused = ['/libos', '/placement', '/pageTable'].some((pointer) => problem?.at(pointer));
  return (
    <details className="card" open={changed || refused || usual !== null}>
      <summary>Operating system</summary>
      <div className="fields">
        <Field
          label="Library OS"
          hint={usual === null ? 'Name and version; empty for the one that is linked into the program.' : `Empty for the manifest’s, ${usual}.`}
          error={problem?.at('/libos')}
        >
          {(control) => (
            <IdentifierInput
              {...control}
              required={false}
              list={listId}
              value={draft.libos}
              placeholder={usual ?? 'linked in'}
              onChange={(libos) => onChange({ libos })}
            />
          )}
        </Field>
        <datalist id={listId}>
          {known.map(({ libos }) => (
            <option key={libos} value={libos} />
          ))}
        </datalist>
        <Field label="Placement" hint={PLACEMENT_HINTS[draft.placement]} error={problem?.at('/placement')}>
          {(control) => (
            <select
              {...control}
              value={draft.placement}
              onChange={(event) => onChange({ placement: event.target.value as SystemDraft['placement'] })}
            >
              {PLACEMENTS.map((placement) => (
                <option key={placement}>{placement}</option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Page table" hint={PAGE_TABLE_HINTS[draft.pageTable]} error={problem?.at('/pageTable')}>
          {(control) => (
            <select
              {...control}
              value={draft.pageTable}
              onChange={(event) => onChange({ pageTable: event.target.value as SystemDraft['pageTable'] })}
            >
              {PAGE_TABLES.map((pageTable) => (
                <option key={pageTable}>{pageTable}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </details>
  );
}

const PLACEMENT_HINTS: Record<SystemDraft['placement'], string> = {
  library: 'In the program’s own address space: an exokernel’s way.',
  server: 'In an environment of its own, called across a boundary: a microkernel’s way.',
  monolithic: 'Behind a crossing that is charged: a monolithic kernel’s way.',
};

const PAGE_TABLE_HINTS: Record<SystemDraft['pageTable'], string> = {
  'linked': 'The library OS’s own.',
  'two-level': 'A tree of two levels.',
  'flat': 'One array, indexed by page.',
  'inverted': 'A hash table with an entry for each frame.',
};
