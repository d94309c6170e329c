import type { RunImport } from '@/api/types';

const SHOWN: Record<string, [tone: string, text: string]> = {
  claimed: ['warn', 'imported, not verified'],
  verified: ['good', 'imported, verified'],
  different: ['bad', 'imported, differs'],
};

/** What is known of a run that came in a file. */
export function ImportBadge({ imported }: { imported: RunImport }) {
  const [tone, text] = SHOWN[imported.state] ?? ['warn', `imported, ${imported.state}`];
  return (
    <span className={`badge badge-${tone}`} data-imported={imported.state}>
      <span className="dot" aria-hidden="true" />
      {text}
    </span>
  );
}
