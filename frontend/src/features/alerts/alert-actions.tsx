import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { acknowledgeAlert, reopenAlert, resolveAlert } from '@/api/alerts/change-alert';
import { alertQuery } from '@/api/alerts/get-alert';
import type { Alert } from '@/api/types';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { ProblemNote } from '@/components/problem-note';
import { toastDone } from '@/components/toast-store';
import { focusContent } from '@/lib/focus-content';

type Act = 'acknowledge' | 'resolve' | 'reopen';

interface Wording {
  button: string;
  question: string;
  consequence: string;
  confirm: string;
  done: string;
  reason?: { label: string; required: boolean };
}

const WORDING: Record<Act, Wording> = {
  acknowledge: {
    button: 'Acknowledge',
    question: 'Acknowledge this alert?',
    consequence: 'It is known and may stay. Everybody in the project sees who said so, and why.',
    confirm: 'Acknowledge it',
    done: 'The alert is acknowledged.',
    reason: { label: 'Reason', required: true },
  },
  resolve: {
    button: 'Resolve',
    question: 'Resolve this alert?',
    consequence: 'It is over. A later figure that is worse than the one before it raises another one.',
    confirm: 'Resolve it',
    done: 'The alert is resolved.',
    reason: { label: 'Reason, if there is one to tell', required: false },
  },
  reopen: {
    button: 'Undo',
    question: 'Make this alert active again?',
    consequence: 'As if it had been neither acknowledged nor resolved.',
    confirm: 'Make it active',
    done: 'The alert is active again.',
  },
};

/** What can be done with an alert as it stands. */
export function AlertActions({ project, alert }: { project: string; alert: Alert }) {
  const acts: Act[] =
    alert.state === 'active'
      ? ['acknowledge', 'resolve']
      : alert.state === 'acknowledged'
        ? ['resolve', 'reopen']
        : ['reopen'];
  return (
    <div className="actions">
      {acts.map((act) => (
        <ActButton key={act} project={project} alert={alert} act={act} />
      ))}
    </div>
  );
}

function ActButton({ project, alert, act }: { project: string; alert: Alert; act: Act }) {
  const [open, setOpen] = useState(false);
  const { button, question } = WORDING[act];
  return (
    <>
      <button
        type="button"
        className="small"
        aria-label={`${button}: ${alert.benchmark}${alert.measure === null ? '' : `, ${alert.measure}`}`}
        onClick={() => setOpen(true)}
      >
        {button}
      </button>
      <Dialog title={question} open={open} onClose={() => setOpen(false)}>
        <ActForm project={project} alert={alert} act={act} onLeave={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

interface ActFormProps {
  project: string;
  alert: Alert;
  act: Act;
  onLeave: () => void;
}

function ActForm({ project, alert, act, onLeave }: ActFormProps) {
  const queryClient = useQueryClient();
  const { consequence, confirm, done, reason: wording } = WORDING[act];
  const [reason, setReason] = useState('');
  // As it stands while one decides: somebody else may have been quicker.
  const now = useQuery(alertQuery(project, alert.id));
  const change = useMutation({
    mutationFn: (tag: string) => {
      switch (act) {
        case 'acknowledge':
          return acknowledgeAlert(project, alert.id, tag, reason.trim());
        case 'resolve':
          return resolveAlert(project, alert.id, tag, reason.trim());
        case 'reopen':
          return reopenAlert(project, alert.id, tag);
      }
    },
    meta: { inline: true },
    onSuccess: async () => {
      onLeave();
      toastDone(done);
      focusContent();
      await queryClient.invalidateQueries({ queryKey: ['projects', project, 'alerts'] });
    },
  });
  const tag = now.data?.tag;
  const otherwise = now.data !== undefined && now.data.value.state !== alert.state;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (tag !== undefined) change.mutate(tag);
  };
  return (
    <form className="dialog-form" onSubmit={send}>
      <p>{alert.sentence}.</p>
      <p className="hint">{consequence}</p>
      {otherwise && <p role="status">Meanwhile it is {now.data.value.state}.</p>}
      {wording && (
        <Field label={wording.label}>
          {(control) => (
            <textarea
              {...control}
              rows={3}
              maxLength={500}
              required={wording.required}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      )}
      {now.isLoadingError && <ProblemNote error={now.error} retry={() => void now.refetch()} />}
      {change.isError && <ProblemNote error={change.error} />}
      <div className="actions">
        <button type="button" onClick={onLeave}>
          Keep
        </button>
        <button type="submit" className="primary" disabled={tag === undefined || otherwise || change.isPending}>
          {confirm}
        </button>
      </div>
    </form>
  );
}
