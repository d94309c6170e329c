import { PageHead } from '@/components/page-head';
import { useProject } from '@/components/use-project';
import { InvitationsCard } from './invitations-card';
import { KeysCard } from './keys-card';
import { MembersCard } from './members-card';
import { ProjectCard } from './project-card';
import { ThresholdsCard } from './thresholds-card';
import { TrustsCard } from './trusts-card';
import { WebhooksCard } from './webhooks-card';

/** Who may do what in a project, what its pipelines need, and what it tells others. */
export function SettingsPage() {
  const project = useProject();
  return (
    <>
      <PageHead
        title="Settings"
        lead={
          project.role === 'owner'
            ? 'What is changed here holds for everybody in the project.'
            : `You are a ${project.role} here: what only the owner may change is shown and cannot be changed.`
        }
      />
      <div className="settings">
        <MembersCard project={project} />
        {project.role === 'owner' && <InvitationsCard project={project} />}
        <KeysCard project={project} />
        {project.role === 'owner' && <TrustsCard project={project} />}
        <ThresholdsCard project={project} />
        {project.role === 'owner' && (
          <>
            <WebhooksCard project={project} />
            <ProjectCard project={project} />
          </>
        )}
      </div>
    </>
  );
}
