import type { RunImport } from '@/api/types';
import { Time } from '@/components/time';

/** Where an imported run comes from, and what is known of what its file claims. */
export function ImportNote({ imported }: { imported: RunImport }) {
  return (
    <div className={`note ${imported.state === 'verified' ? 'note-good' : 'note-warn'}`}>
      <p>
        It came in a file: <code>{imported.run}</code> of <q>{imported.installation}</q>, which had ended there at{' '}
        {imported.finishedAt}. {known(imported)}
        {imported.verifiedAt !== null && (
          <>
            {' '}
            <Time at={imported.verifiedAt} />
          </>
        )}
      </p>
    </div>
  );
}

function known({ state, differences }: RunImport): string {
  if (state === 'verified') return 'It was carried out here too, and all was as the file says.';
  if (state !== 'different') return 'Its result is what the file says; nobody here has carried it out.';
  return `It was carried out here, and the file claims otherwise: ${differences.join(', ')}.`;
}
