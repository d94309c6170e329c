import { useQueryClient } from '@tanstack/react-query';
import { useId, useState, type DragEvent } from 'react';
import { Link } from 'react-router';
import { isLibraryOs } from '@/api/bundles/bundle-kind';
import { bundlesQuery } from '@/api/bundles/list-bundles';
import { uploadBundle } from '@/api/bundles/upload-bundle';
import { isSignedOut } from '@/api/client';
import { sessionQuery } from '@/api/session/get-session';
import type { Bundle } from '@/api/types';
import { meQuery } from '@/api/users/get-me';
import { ProblemNote } from '@/components/problem-note';
import { ProgressBar } from '@/components/progress-bar';
import { short } from '@/lib/format';

type Upload = { name: string } & (
  | { state: 'sending'; share: number }
  | { state: 'done'; bundle: Bundle }
  | { state: 'refused'; error: unknown }
);

/** Takes bundles that are dropped on it or chosen, and says of each what became of it. */
export function UploadZone() {
  const inputId = useId();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [over, setOver] = useState(false);
  const queryClient = useQueryClient();

  const send = async (file: File, index: number) => {
    const report = (upload: Upload) => setUploads((all) => all.map((old, i) => (i === index ? upload : old)));
    try {
      const bundle = await uploadBundle(file, (share) => report({ name: file.name, state: 'sending', share }));
      report({ name: file.name, state: 'done', bundle });
    } catch (error) {
      report({ name: file.name, state: 'refused', error });
      if (isSignedOut(error)) queryClient.setQueryData(sessionQuery.queryKey, null);
    }
  };
  const take = async (files: File[]) => {
    setUploads(files.map((file) => ({ name: file.name, state: 'sending', share: 0 })));
    // One after the other: a refusal of one says nothing about the next.
    for (const [index, file] of files.entries()) await send(file, index);
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: bundlesQuery.queryKey }),
      queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
    ]);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };

  return (
    <section
      className={`upload ${over ? 'upload-over' : ''}`}
      aria-label="Upload"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p>
        Drop a bundle (<code>.zip</code>) or a lone ELF program here, or{' '}
        <label className="button" htmlFor={inputId}>
          choose a file
        </label>
        <input
          id={inputId}
          className="visually-hidden"
          type="file"
          multiple
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = ''; // So that the same file may be chosen again, once it is mended.
            void take(files);
          }}
        />
      </p>
      {uploads.map((upload, index) => (
        <UploadReport key={`${index} ${upload.name}`} upload={upload} />
      ))}
    </section>
  );
}

function UploadReport({ upload }: { upload: Upload }) {
  switch (upload.state) {
    case 'sending':
      return (
        <div className="upload-report">
          <p>
            {upload.share < 1 ? 'Sending' : 'Checking'} <strong>{upload.name}</strong> …
          </p>
          <ProgressBar share={upload.share} label={`Upload of ${upload.name}`} />
        </div>
      );
    case 'done':
      return (
        <div className="upload-report note note-good" role="status">
          <p>
            <strong>{upload.name}</strong> is here as{' '}
            <Link to={`/bundles/${upload.bundle.digest}`}>
              {upload.bundle.name} {upload.bundle.version}
            </Link>{' '}
            (<code>{short(upload.bundle.digest)}</code>).{' '}
            {isLibraryOs(upload.bundle) ? (
              <Link className="button small" to={`/libraries?bundle=${upload.bundle.digest}`}>
                Publish it
              </Link>
            ) : (
              <Link className="button small" to={`/runs/new?bundle=${upload.bundle.digest}`}>
                Run it
              </Link>
            )}
          </p>
        </div>
      );
    case 'refused':
      return (
        <div className="upload-report">
          <p>
            <strong>{upload.name}</strong> was refused:
          </p>
          <ProblemNote error={upload.error} />
        </div>
      );
  }
}
