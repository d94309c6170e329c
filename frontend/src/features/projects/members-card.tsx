import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { projectsQuery } from '@/api/projects/list-projects';
import { membersQuery, putMember, removeMember } from '@/api/projects/members';
import { sessionQuery } from '@/api/session/get-session';
import type { Member, Project } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { Field } from '@/components/field';
import { IdentifierInput } from '@/components/identifier-input';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { MemberQuotaButton } from './member-quota';

type Given = 'member' | 'viewer';

/** Who is in the project. */
export function MembersCard({ project }: { project: Project }) {
  const members = useInfiniteQuery(membersQuery(project.id));
  const items = members.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="card" aria-label="Members" id="members">
      <h2>Members</h2>
      <p className="hint">
        A member submits runs, measures, compares, makes run keys and answers alerts; a viewer reads. The owner does the
        rest too, and sees the runs that are submitted here.
      </p>
      {members.isPending && <Loading what="the members" />}
      {members.isLoadingError && <ProblemNote error={members.error} retry={() => void members.refetch()} />}
      {items.length > 0 && (
        <div className="table-scroll" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col">Since</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((member) => (
                <MemberRow key={member.user} project={project} member={member} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore list={members} />
      {project.role === 'owner' && (
        <>
          <MemberQuotaButton project={project} name={null} />
          <AddMemberForm project={project} />
        </>
      )}
    </section>
  );
}

function MemberRow({ project, member }: { project: Project; member: Member }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const session = useQuery(sessionQuery);
  const me = session.data?.user.name === member.user;
  const refresh = () => queryClient.invalidateQueries({ queryKey: membersQuery(project.id).queryKey });
  const change = useMutation({
    mutationFn: (role: Given) => putMember(project.id, member.user, role),
    onSuccess: ({ user, role }) => toastDone(`${user} is a ${role} now.`),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => removeMember(project.id, member.user),
    onSuccess: async () => {
      if (me) {
        toastDone(`You have left ${project.name}.`);
        await navigate('/projects');
        queryClient.removeQueries({ queryKey: ['projects', project.id] });
        await queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
      } else {
        toastDone(`${member.user} is out.`);
        await refresh();
      }
    },
  });
  const owner = project.role === 'owner';
  const fixed = member.role === 'owner';
  return (
    <tr>
      <th scope="row">
        {member.user}
        {me && ' (you)'}
      </th>
      <td>
        {owner && !fixed ? (
          <select
            className="narrow-select"
            aria-label={`Role of ${member.user}`}
            value={member.role}
            disabled={change.isPending}
            onChange={(event) => change.mutate(event.target.value as Given)}
          >
            <option>member</option>
            <option>viewer</option>
          </select>
        ) : (
          member.role
        )}
      </td>
      <td>
        <Time at={member.addedAt} />
      </td>
      <td className="cell-actions">
        {owner && !fixed && <MemberQuotaButton project={project} name={member.user} />}
        {!fixed && (owner || me) && (
          <ConfirmButton
            question={me ? `Leave ${project.name}?` : `Remove ${member.user}?`}
            consequence={
              me
                ? 'Run keys that you made stop working. The owner can add you again.'
                : 'Run keys that they made stop working. What they measured stays.'
            }
            confirm={me ? 'Leave' : 'Remove'}
            label={me ? `Leave ${project.name}` : `Remove ${member.user}`}
            disabled={remove.isPending}
            onConfirm={() => remove.mutate()}
          >
            {me ? 'Leave' : 'Remove'}
          </ConfirmButton>
        )}
      </td>
    </tr>
  );
}

function AddMemberForm({ project }: { project: Project }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Given>('member');
  const add = useMutation({
    mutationFn: () => putMember(project.id, name, role),
    meta: { inline: true },
    onSuccess: (member) => {
      toastDone(`${member.user} is a ${member.role} now.`);
      setName('');
      return queryClient.invalidateQueries({ queryKey: membersQuery(project.id).queryKey });
    },
  });
  return (
    <RequestForm className="row-form" request={add} onSubmit={() => add.mutate()} submit="Add">
      {(problem) => (
        <>
          <Field label="Add somebody" error={problem?.at('/name')}>
            {(control) => <IdentifierInput {...control} value={name} onChange={setName} placeholder="name" />}
          </Field>
          <Field label="As" error={problem?.at('/role')}>
            {(control) => (
              <select {...control} value={role} onChange={(event) => setRole(event.target.value as Given)}>
                <option>member</option>
                <option>viewer</option>
              </select>
            )}
          </Field>
        </>
      )}
    </RequestForm>
  );
}
