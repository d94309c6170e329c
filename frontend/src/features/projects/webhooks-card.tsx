import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createWebhook, deleteWebhook, deliveriesQuery, pingWebhook, redeliver, webhooksQuery } from '@/api/webhooks/webhooks';
import type { Delivery, IssuedWebhook, NewWebhook, Project, Webhook } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { CopyButton } from '@/components/copy-button';
import { Field } from '@/components/field';
import { LoadMore } from '@/components/load-more';
import { Loading } from '@/components/loading';
import { ProblemNote } from '@/components/problem-note';
import { RequestForm } from '@/components/request-form';
import { Time } from '@/components/time';
import { toastDone } from '@/components/toast-store';
import { plural } from '@/lib/format';

type Event = NewWebhook['events'][number];

const EVENTS: Event[] = [
  'alert.raised',
  'alert.resolved',
  'comparison.finished',
  'measurement.finished',
  'run.finished',
  'run-set.finished',
  'lease.allocated',
  'lease.expired',
];

/** Addresses that are told what happens in the project; for its owner alone, since an address can be a secret. */
export function WebhooksCard({ project }: { project: Project }) {
  const webhooks = useInfiniteQuery(webhooksQuery(project.id));
  const [fresh, setFresh] = useState<IssuedWebhook | null>(null);
  const items = webhooks.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="card" aria-label="Webhooks" id="webhooks">
      <h2>Webhooks</h2>
      <p className="hint">
        An address outside that is called when something happens here, with a body signed as Standard Webhooks says.
        Private addresses are never called.
      </p>
      {fresh !== null && <FreshWebhook created={fresh} onDone={() => setFresh(null)} />}
      {webhooks.isPending && <Loading what="the webhooks" />}
      {webhooks.isLoadingError && <ProblemNote error={webhooks.error} retry={() => void webhooks.refetch()} />}
      {webhooks.isSuccess && items.length === 0 && <p>None: nobody outside is told.</p>}
      {items.map((webhook) => (
        <WebhookEntry
          key={webhook.id}
          project={project}
          webhook={webhook}
          onDeleted={() => setFresh((made) => (made?.id === webhook.id ? null : made))}
        />
      ))}
      <LoadMore list={webhooks} />
      <CreateWebhookForm project={project.id} onCreated={setFresh} />
    </section>
  );
}

function FreshWebhook({ created, onDone }: { created: IssuedWebhook; onDone: () => void }) {
  return (
    <section className="note note-good fresh-key" role="status">
      <p className="note-title">
        The webhook is made. This is the only time its secret is shown: whoever receives checks signatures with it.
      </p>
      <p className="digest">
        <code data-testid="secret">{created.secret}</code>
        <CopyButton text={created.secret} what="secret" />
      </p>
      <button type="button" className="small" onClick={onDone}>
        I have it
      </button>
    </section>
  );
}

interface WebhookEntryProps {
  project: Project;
  webhook: Webhook;
  onDeleted: () => void;
}

function WebhookEntry({ project, webhook, onDeleted }: WebhookEntryProps) {
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteWebhook(project.id, webhook.id),
    onSuccess: () => {
      toastDone('The webhook is deleted.');
      onDeleted();
      return queryClient.invalidateQueries({ queryKey: webhooksQuery(project.id).queryKey });
    },
  });
  const ping = useMutation({
    mutationFn: () => pingWebhook(project.id, webhook.id),
    onSuccess: () => {
      toastDone('A ping is on its way; its deliveries say what became of it.');
      return queryClient.invalidateQueries({ queryKey: deliveriesQuery(project.id, webhook.id).queryKey });
    },
  });
  return (
    <div className="webhook">
      <div className="section-head">
        <p>
          <code>{webhook.url}</code>
          <span className="hint cell-why">{webhook.events.join(', ')}</span>
        </p>
        <button
          type="button"
          className="small"
          aria-label={`Send a ping to ${webhook.url}`}
          disabled={ping.isPending}
          onClick={() => ping.mutate()}
        >
          Send a ping
        </button>
        <ConfirmButton
          question="Delete this webhook?"
          consequence="Nothing more is sent there, and what was sent is forgotten."
          confirm="Delete"
          label={`Delete the webhook of ${webhook.url}`}
          disabled={remove.isPending}
          onConfirm={() => remove.mutate()}
        >
          Delete
        </ConfirmButton>
      </div>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>Deliveries</summary>
        {open && <Deliveries project={project.id} webhook={webhook.id} />}
      </details>
    </div>
  );
}

function Deliveries({ project, webhook }: { project: string; webhook: string }) {
  const deliveries = useInfiniteQuery(deliveriesQuery(project, webhook));
  const items = deliveries.data?.pages.flatMap((page) => page.items) ?? [];
  if (deliveries.isPending) return <Loading what="the deliveries" />;
  if (deliveries.isLoadingError) {
    return <ProblemNote error={deliveries.error} retry={() => void deliveries.refetch()} />;
  }
  if (items.length === 0) return <p className="hint">Nothing was sent yet.</p>;
  return (
    <>
      <div className="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Event</th>
              <th scope="col">Answer</th>
              <th scope="col">Made</th>
              <th scope="col">Body</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((delivery) => (
              <DeliveryRow key={delivery.id} project={project} webhook={webhook} delivery={delivery} />
            ))}
          </tbody>
        </table>
      </div>
      <LoadMore list={deliveries} />
    </>
  );
}

const TONES: Record<string, string> = { delivered: 'good', failed: 'bad', pending: 'busy' };

interface DeliveryRowProps {
  project: string;
  webhook: string;
  delivery: Delivery;
}

function DeliveryRow({ project, webhook, delivery }: DeliveryRowProps) {
  const queryClient = useQueryClient();
  const again = useMutation({
    mutationFn: () => redeliver(project, webhook, delivery.id),
    onSuccess: () => {
      toastDone('It is on its way once more.');
      return queryClient.invalidateQueries({ queryKey: deliveriesQuery(project, webhook).queryKey });
    },
  });
  const { state, event, attempts, lastStatus, lastError, nextAttemptAt, createdAt, body } = delivery;
  return (
    <tr>
      <td>
        <span className={`badge badge-${TONES[state] ?? 'quiet'}`}>
          <span className="dot" aria-hidden="true" />
          {state}
        </span>
        <span className="hint cell-why">
          {plural(attempts, 'attempt')}
          {nextAttemptAt !== null && (
            <>
              , the next <Time at={nextAttemptAt} />
            </>
          )}
        </span>
      </td>
      <td>{event}</td>
      <td className="cell-source">{[lastStatus, lastError].filter((part) => part !== null).join(', ')}</td>
      <td>
        <Time at={createdAt} />
      </td>
      <td>
        <details>
          <summary>Show</summary>
          <pre className="sample delivery-body">{body}</pre>
        </details>
      </td>
      <td className="cell-actions">
        {state !== 'pending' && (
          <button
            type="button"
            className="small"
            aria-label={`Send ${delivery.id} again`}
            disabled={again.isPending}
            onClick={() => again.mutate()}
          >
            Send again
          </button>
        )}
      </td>
    </tr>
  );
}

function CreateWebhookForm({ project, onCreated }: { project: string; onCreated: (webhook: IssuedWebhook) => void }) {
  const queryClient = useQueryClient();
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<Event[]>(['alert.raised', 'alert.resolved']);
  const create = useMutation({
    mutationFn: () => createWebhook(project, { url, events: EVENTS.filter((event) => events.includes(event)) }),
    meta: { inline: true },
    onSuccess: (created) => {
      onCreated(created);
      setUrl('');
      return queryClient.invalidateQueries({ queryKey: webhooksQuery(project).queryKey });
    },
  });
  const toggle = (event: Event) =>
    setEvents((chosen) => (chosen.includes(event) ? chosen.filter((one) => one !== event) : [...chosen, event]));
  return (
    <RequestForm
      className="row-form"
      request={create}
      disabled={events.length === 0}
      onSubmit={() => create.mutate()}
      submit="Add a webhook"
    >
      {(problem) => (
        <>
          <Field label="Address" error={problem?.at('/url')} className="grow">
            {(control) => (
              <input
                {...control}
                type="url"
                value={url}
                onChange={(event) => setUrl(event.target.value)}
                placeholder="https://"
                required
              />
            )}
          </Field>
          <fieldset className="checks">
            <legend>Is told of</legend>
            {EVENTS.map((event) => (
              <label key={event} className="choice-line">
                <input type="checkbox" checked={events.includes(event)} onChange={() => toggle(event)} /> {event}
              </label>
            ))}
          </fieldset>
        </>
      )}
    </RequestForm>
  );
}
