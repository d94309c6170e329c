import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { importRun } from '@/api/runs/import-run';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { ProgressBar } from '@/components/progress-bar';
import { RequestForm } from '@/components/request-form';

/** Takes in a run that was exported elsewhere. */
export function ImportButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Import
      </button>
      <Dialog title="Import a run" open={open} onClose={() => setOpen(false)}>
        <Importing onLeave={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Importing({ onLeave }: { onLeave: () => void }) {
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [verify, setVerify] = useState(true);
  const [sent, setSent] = useState(0);
  const bring = useMutation({
    mutationFn: (chosen: File) => importRun(chosen, verify, setSent),
    meta: { inline: true },
    onSuccess: (run) => navigate(`/runs/${run.id}`),
  });
  return (
    <RequestForm
      className="dialog-form"
      request={bring}
      onSubmit={() => file !== null && bring.mutate(file)}
      submit="Import the run"
      disabled={file === null}
      buttons={(submit) => (
        <div className="actions">
          <button type="button" onClick={onLeave}>
            Close
          </button>
          {submit}
        </div>
      )}
    >
      {() => (
        <>
          <p className="hint">
            A file as <q>Export</q> on a run’s page makes it, here or elsewhere. The run is yours then. Its result is
            what the file claims, until it was carried out here.
          </p>
          <Field label="File">
            {(control) => (
              <input
                {...control}
                type="file"
                accept=".fugu-run"
                onChange={(event) => setFile(event.target.files?.[0] ?? null)}
              />
            )}
          </Field>
          <label className="choice-line">
            <input type="checkbox" checked={verify} onChange={(event) => setVerify(event.target.checked)} /> Carry it
            out here at once, and compare
          </label>
          {bring.isPending && <ProgressBar share={sent} label="Upload of the file" />}
        </>
      )}
    </RequestForm>
  );
}
