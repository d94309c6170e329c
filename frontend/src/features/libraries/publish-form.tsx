import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { isLibraryOs } from '@/api/bundles/bundle-kind';
import { bundlesQuery } from '@/api/bundles/list-bundles';
import { uploadBundle } from '@/api/bundles/upload-bundle';
import { publishLibrary, refreshLibraries } from '@/api/libraries/change-library';
import type { Bundle } from '@/api/types';
import { Field } from '@/components/field';
import { ProblemNote } from '@/components/problem-note';
import { ProgressBar } from '@/components/progress-bar';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';
import { short } from '@/lib/format';
import { audienceOf, NOBODY_ELSE } from './audience';
import { AudienceFields } from './audience-fields';

/** Publishes a bundle: one that is here already, or one that is uploaded for it. */
export function PublishForm() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const bundles = useInfiniteQuery(bundlesQuery);
  const [uploaded, setUploaded] = useState<Bundle | null>(null);
  const [parameters] = useSearchParams();
  const [digest, setDigest] = useState(parameters.get('bundle') ?? '');
  const [audience, setAudience] = useState(NOBODY_ELSE);
  const publish = useMutation({
    mutationFn: () => publishLibrary({ bundle: digest, ...audienceOf(audience) }),
    meta: { inline: true },
    onSuccess: async (library) => {
      toastDone(`${library.libos} is on the shelf.`);
      await refreshLibraries(queryClient);
      await navigate(`/libraries/${library.name}`);
    },
  });
  const listed = bundles.data?.pages.flatMap((page) => page.items).filter(isLibraryOs) ?? [];
  const isListed = listed.some((each) => each.digest === uploaded?.digest);
  const choices = uploaded === null || isListed ? listed : [uploaded, ...listed];
  const take = (bundle: Bundle) => {
    setUploaded(bundle);
    setDigest(bundle.digest);
    publish.reset();
  };
  return (
    <RequestForm
      className="card side"
      request={publish}
      onSubmit={() => publish.mutate()}
      submit={publish.isPending ? 'Publishing …' : 'Publish'}
      disabled={digest === ''}
    >
      {(problem) => (
        <>
          <h2>Publish one</h2>
          <p className="hint">Its manifest says its name and version. What is published under them never changes.</p>
          <UploadField onUploaded={take} />
          <Field label="Bundle" error={problem?.at('/bundle')}>
            {(control) => (
              <select {...control} value={digest} onChange={(event) => setDigest(event.target.value)} required>
                <option value="">Choose one of yours …</option>
                {choices.map((bundle) => (
                  <option key={bundle.digest} value={bundle.digest}>
                    {bundle.name}@{bundle.version} ({short(bundle.digest, 8)})
                  </option>
                ))}
              </select>
            )}
          </Field>
          <AudienceFields audience={audience} problem={problem} onChange={setAudience} />
        </>
      )}
    </RequestForm>
  );
}

function UploadField({ onUploaded }: { onUploaded: (bundle: Bundle) => void }) {
  const queryClient = useQueryClient();
  const [share, setShare] = useState(0);
  const send = useMutation({
    mutationFn: (file: File) => uploadBundle(file, setShare),
    meta: { inline: true },
    onSuccess: (bundle) => {
      onUploaded(bundle);
      return queryClient.invalidateQueries({ queryKey: bundlesQuery.queryKey });
    },
  });
  return (
    <>
      <Field label="Upload a bundle">
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".zip"
            disabled={send.isPending}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) send.mutate(file);
            }}
          />
        )}
      </Field>
      {send.isPending && <ProgressBar share={share} label="Upload" />}
      {send.isError && <ProblemNote error={send.error} />}
    </>
  );
}
