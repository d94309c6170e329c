import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { acceptInvitation } from '@/api/projects/invitations';
import { projectsQuery } from '@/api/projects/list-projects';
import { Field } from '@/components/field';
import { PageHead } from '@/components/page-head';
import { RequestForm } from '@/components/request-form';
import { toastDone } from '@/components/toast-store';

/** Where the link of an invitation leads. Its token stands behind the #, so that no server's log has it. */
export function JoinPage() {
  const { hash } = useLocation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [token, setToken] = useState(decodeURIComponent(hash.slice(1)));
  const join = useMutation({
    mutationFn: () => acceptInvitation(token.trim()),
    meta: { inline: true },
    onSuccess: async (project) => {
      toastDone(`You are a ${project.role} of ${project.name} now.`);
      await navigate(`/projects/${project.id}`, { replace: true });
      return queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
    },
  });
  return (
    <>
      <PageHead title="Join a project" lead="Its owner sees the runs that you submit to it, and their consoles." />
      <RequestForm className="card" request={join} onSubmit={() => join.mutate()} submit="Join">
        {(problem) => (
          <Field label="Token of the invitation" error={problem?.at('/token')}>
            {(control) => (
              <input
                {...control}
                value={token}
                onChange={(event) => setToken(event.target.value)}
                autoComplete="off"
                spellCheck={false}
                required
              />
            )}
          </Field>
        )}
      </RequestForm>
    </>
  );
}
