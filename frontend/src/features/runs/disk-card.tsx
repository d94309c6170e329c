import { Link } from 'react-router';
import { isOver } from '@/api/runs/lifecycle';
import type { Run, RunDisk } from '@/api/types';
import { Digest } from '@/components/digest';
import { bytes } from '@/lib/format';

/** The disk of a run: with what it began, and what was kept of it. */
export function DiskCard({ run, disk }: { run: Run; disk: RunDisk }) {
  return (
    <section className="card" aria-label="Disk">
      <h2>Disk</h2>
      <dl className="facts">
        <div>
          <dt>At the beginning</dt>
          <dd>{beginning(disk)}</dd>
        </div>
        {disk.after !== null && (
          <div>
            <dt>At the end</dt>
            <dd>
              {disk.afterBytes !== null && `${bytes(disk.afterBytes)}, `}
              <Digest value={disk.after} what="disk’s digest" />
            </dd>
          </div>
        )}
      </dl>
      {disk.kept ? (
        <p>
          <a href={`/api/v1/runs/${run.id}/disk`} download={`${run.id}.disk`}>
            Save the disk
          </a>{' '}
          · <Link to={`/runs/new?again=${run.id}&disk=${run.id}`}>Run again with this disk</Link>
        </p>
      ) : (
        <p className="hint">{whyNot(run, disk)}</p>
      )}
    </section>
  );
}

function beginning({ source }: RunDisk) {
  if (source === 'blank') return 'blank';
  if (source === 'manifest') return 'as the manifest says';
  return (
    <>
      of <Link to={`/runs/${source}`}>{source}</Link>
    </>
  );
}

function whyNot(run: Run, disk: RunDisk): string {
  if (!disk.keep) return 'What it holds at the end is not kept: nobody asked for that.';
  return disk.message ?? (isOver(run.state) ? 'It was not kept.' : 'It is there when the run has finished.');
}
