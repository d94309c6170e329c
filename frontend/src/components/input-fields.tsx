import { useMutation } from '@tanstack/react-query';
import { uploadInput } from '@/api/inputs/upload-input';
import { ApiProblem } from '@/api/problem';
import { Field } from './field';
import { bytes } from '@/lib/format';
import type { GivenDraft, InputDraft } from './given-draft';

interface InputFieldsProps {
  draft: GivenDraft;
  problem: ApiProblem | null;
  onChange: (changes: Partial<GivenDraft>) => void;
}

/** What the program can read besides what its manifest says: standard input as text, or files from this computer. */
export function InputFields({ draft, problem, onChange }: InputFieldsProps) {
  const upload = useMutation({
    mutationFn: async ({ file }: { file: File; take: (uploaded: Uploaded) => void }) => uploadInput(file),
    meta: { inline: true },
    onSuccess: ({ digest }, { file, take }) => take({ digest, file: file.name, size: file.size }),
  });
  const choose = (file: File | undefined, take: (uploaded: Uploaded) => void) => {
    if (file !== undefined) upload.mutate({ file, take });
  };
  const refused = problem?.at('/stdin') ?? problem?.at('/stdinDigest') ?? problem?.at('/inputs');
  const used = draft.stdin !== '' || draft.stdinFile !== null || draft.inputs.length > 0;
  const failed = upload.error instanceof ApiProblem ? (upload.error.detail ?? upload.error.title) : null;
  return (
    <details className="card" open={used || Boolean(refused)}>
      <summary>Input</summary>
      <div className="fields">
        {draft.stdinFile === null ? (
          <Field
            label="Standard input"
            hint="What the manifest says if it is empty."
            error={problem?.at('/stdin') ?? problem?.at('/stdinDigest')}
          >
            {(control) => (
              <textarea
                {...control}
                rows={4}
                value={draft.stdin}
                onChange={(event) => onChange({ stdin: event.target.value })}
              />
            )}
          </Field>
        ) : (
          <Chosen
            what="standard input"
            input={draft.stdinFile}
            onForget={() => onChange({ stdinFile: null })}
          />
        )}
        <Field label="Standard input from a file">
          {(control) => (
            <input
              {...control}
              type="file"
              onChange={(event) =>
                choose(event.target.files?.[0], (found) =>
                  onChange({ stdin: '', stdinFile: { name: found.file, digest: found.digest, size: found.size } }),
                )
              }
            />
          )}
        </Field>
        {draft.inputs.map((input, index) => (
          <div key={index} className="field">
            <Field
              label={`Name of file ${index + 1}`}
              hint={`${bytes(input.size)}; the program opens it by this name.`}
              error={problem?.at(`/inputs/${input.name.replaceAll('~', '~0').replaceAll('/', '~1')}`)}
            >
              {(control) => (
                <input
                  {...control}
                  value={input.name}
                  onChange={(event) =>
                    onChange({
                      inputs: draft.inputs.map((each, at) => (at === index ? { ...each, name: event.target.value } : each)),
                    })
                  }
                />
              )}
            </Field>
            <button
              type="button"
              onClick={() => onChange({ inputs: draft.inputs.filter((_, at) => at !== index) })}
              aria-label={`Leave out ${input.name}`}
            >
              Leave out
            </button>
          </div>
        ))}
        <Field label="Add a file" hint="All together have up to 8 MiB." error={failed ?? problem?.at('/inputs')}>
          {(control) => (
            <input
              {...control}
              type="file"
              onChange={(event) => {
                choose(event.target.files?.[0], (found) =>
                  onChange({
                    inputs: [...draft.inputs, { name: nameOf(found.file), digest: found.digest, size: found.size }],
                  }),
                );
                event.target.value = '';
              }}
            />
          )}
        </Field>
        {upload.isPending && <p role="status">Uploading …</p>}
      </div>
    </details>
  );
}

interface Uploaded {
  digest: string;
  file: string;
  size: number;
}

function Chosen({ what, input, onForget }: { what: string; input: InputDraft; onForget: () => void }) {
  return (
    <div className="field">
      <p>
        The {what} is {input.name}, {bytes(input.size)}.
      </p>
      <button type="button" onClick={onForget}>
        Take text instead
      </button>
    </div>
  );
}

/** A name that a program can open: what else a file is called becomes a line below. */
function nameOf(file: string): string {
  const name = file.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 100);
  return /^\.{0,2}$/.test(name) ? 'input' : name;
}
