import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { invitationsQuery, makeInvitation, revokeInvitation } from '@/api/projects/invitations';
import type { Invitation, IssuedInvitation, Project } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { CopyButton } from '@/components/copy-button';
import { Field } from '@/components/field';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { parseInteger } from '@/lib/int64';

/** Links by which people join the project. */
export function InvitationsCard({ project }: { project: Project }) {
  const invitations = useInfiniteQuery(invitationsQuery(project.id));
  const [fresh, setFresh] = useState<IssuedInvitation | null>(null);
  const items = invitations.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="card" aria-label="Invitations" id="invitations">
      <h2>Invitations</h2>
      <p className="hint">Who is signed in and opens the link of an invitation takes part in the project from then on.</p>
      {fresh !== null && <FreshLink made={fresh} onDone={() => setFresh(null)} />}
      {invitations.isPending && <Loading what="the invitations" />}
      {invitations.isLoadingError && (
        <ProblemNote error={invitations.error} retry={() => void invitations.refetch()} />
      )}
      {items.length > 0 && <InvitationTable project={project.id} invitations={items} />}
      <LoadMore list={invitations} />
      <InviteForm project={project.id} onMade={setFresh} />
    </section>
  );
}

function FreshLink({ made, onDone }: { made: IssuedInvitation; onDone: () => void }) {
  const link = window.location.origin + made.page;
  return (
    <section className="note note-good" role="status">
      <p className="note-title">This is the only time the link is shown: hand it on now.</p>
      <p className="digest">
        <code data-testid="link">{link}</code>
        <CopyButton text={link} what="link" />
      </p>
      <button type="button" className="small" onClick={onDone}>
        I have it
      </button>
    </section>
  );
}

/** Why nobody joins by it any more, or null. */
function over(invitation: Invitation): string | null {
  if (invitation.revokedAt) return 'revoked';
  if (new Date(invitation.expiresAt) <= new Date()) return 'expired';
  return invitation.used >= invitation.uses ? 'used up' : null;
}

function InvitationTable({ project, invitations }: { project: string; invitations: Invitation[] }) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => revokeInvitation(project, id),
    onSuccess: () => {
      toastDone('The invitation is revoked.');
      return queryClient.invalidateQueries({ queryKey: invitationsQuery(project).queryKey });
    },
  });
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Made</th>
            <th scope="col">As</th>
            <th scope="col">Joined</th>
            <th scope="col">Good until</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <tr key={invitation.id}>
              <td>
                <Time at={invitation.createdAt} />
              </td>
              <td>{invitation.role}</td>
              <td>
                {invitation.used} of {invitation.uses}
              </td>
              <td>{over(invitation) ?? <Time at={invitation.expiresAt} />}</td>
              <td className="cell-actions">
                {over(invitation) === null && (
                  <ConfirmButton
                    question="Revoke this invitation?"
                    consequence="Nobody joins by its link any more. Who did stays."
                    confirm="Revoke"
                    label={`Revoke the invitation ${invitation.id}`}
                    disabled={revoke.isPending}
                    onConfirm={() => revoke.mutate(invitation.id)}
                  >
                    Revoke
                  </ConfirmButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LIFETIMES: [string, string][] = [
  ['1', 'a day'],
  ['7', 'a week'],
  ['30', '30 days'],
];

function InviteForm({ project, onMade }: { project: string; onMade: (made: IssuedInvitation) => void }) {
  const queryClient = useQueryClient();
  const [role, setRole] = useState<'member' | 'viewer'>('member');
  const [uses, setUses] = useState('1');
  const [days, setDays] = useState('7');
  const make = useMutation({
    mutationFn: () =>
      makeInvitation(project, { role, uses: Number(parseInteger(uses)), expiresInDays: Number(days) }),
    meta: { inline: true },
    onSuccess: (made) => {
      onMade(made);
      return queryClient.invalidateQueries({ queryKey: invitationsQuery(project).queryKey });
    },
  });
  return (
    <RequestForm className="row-form" request={make} onSubmit={() => make.mutate()} submit="Make a link">
      {(problem) => (
        <>
          <Field label="Invite as" error={problem?.at('/role')}>
            {(control) => (
              <select
                {...control}
                value={role}
                onChange={(event) => setRole(event.target.value === 'viewer' ? 'viewer' : 'member')}
              >
                <option>member</option>
                <option>viewer</option>
              </select>
            )}
          </Field>
          <Field label="How many can join" error={problem?.at('/uses')}>
            {(control) => (
              <input {...control} inputMode="numeric" value={uses} onChange={(event) => setUses(event.target.value)} />
            )}
          </Field>
          <Field label="Good for" error={problem?.at('/expiresInDays')}>
            {(control) => (
              <select {...control} value={days} onChange={(event) => setDays(event.target.value)}>
                {LIFETIMES.map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </>
      )}
    </RequestForm>
  );
}
