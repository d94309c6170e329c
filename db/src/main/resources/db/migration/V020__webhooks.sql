-- Where a project's events are sent to. The secret signs what is sent, so it is kept as it is.
create table webhooks (
    number     bigint generated always as identity unique,
    id         text primary key,
    project_id text not null references projects (id) on delete cascade,
    url        text not null,
    secret     text not null,
    events     text[] not null,
    created_at timestamptz not null default now()
);
create index webhooks_by_project on webhooks (project_id, number desc);

-- What is to be sent, written with the event that it tells of, and how it went.
create table webhook_deliveries (
    number          bigint generated always as identity unique,
    id              text primary key,
    webhook_id      text not null references webhooks (id) on delete cascade,
    event           text not null,
    body            text not null,
    state           text not null check (state in ('pending', 'delivered', 'failed')),
    attempts        integer not null default 0,
    last_status     integer,
    last_error      text,
    created_at      timestamptz not null default now(),
    next_attempt_at timestamptz
);
create index webhook_deliveries_by_webhook on webhook_deliveries (webhook_id, number desc);
create index webhook_deliveries_by_time on webhook_deliveries (created_at);

-- When the next attempt of each is due, in the shape that db-scheduler asks for. Not in the table of the housekeeping:
-- that is done by processes which carry out runs, and this by those which answer requests.
create table webhook_tasks (like scheduled_tasks including all);
