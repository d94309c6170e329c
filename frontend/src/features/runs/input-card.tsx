import { inputPath } from '@/api/inputs/upload-input';
import type { RunInput } from '@/api/types';
import { Digest } from '@/components/digest';
import { bytes } from '@/lib/format';

const STANDARD = 'standard input';

/** What a run can read. */
export function InputCard({ run, inputs }: { run: string; inputs: RunInput[] }) {
  return (
    <section className="card" aria-label="Input">
      <h2>Input</h2>
      <dl className="facts">
        {inputs.map(({ name, digest, bytes: size, source }) => (
          <div key={name ?? ''}>
            <dt>{name ?? STANDARD}</dt>
            <dd>
              {bytes(size)}, <Digest value={digest} what={`digest of ${name ?? STANDARD}`} />{' '}
              <a
                href={inputPath(run, digest)}
                download={name?.replaceAll('/', '-') ?? 'stdin'}
                aria-label={`Save ${name ?? STANDARD}`}
              >
                Save
              </a>
              {source === 'bundle' && ' (from the bundle)'}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
