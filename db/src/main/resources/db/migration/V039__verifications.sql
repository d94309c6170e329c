-- Runs that are carried out once more, to see whether they have the same digests. The table is the queue, as of
-- measurements.
create table verifications (
    number         bigint generated always as identity unique,
    id             text primary key,
    run_id         text not null references runs (id) on delete cascade,
    -- Whether the nightly audit wants it: then it gives way to whatever else is to be done.
    audit          boolean not null,
    state          text not null check (state in ('queued', 'running', 'finished', 'canceled', 'infrastructure_error')),
    attempts       integer not null default 0,
    failures       integer not null default 0,
    failure        text,
    progress_cycle bigint not null default 0,
    furthest_cycle bigint not null default 0,
    cancel_requested boolean not null default false,
    heard_at       timestamptz,
    -- What was found, once it has finished.
    digest         text,
    result_digest  text,
    same           boolean,
    created_at     timestamptz not null default now(),
    started_at     timestamptz,
    finished_at    timestamptz
);
create index verifications_by_run on verifications (run_id, number desc);
create unique index verifications_one_at_a_time_of_a_run on verifications (run_id) where state in ('queued', 'running');
create index verifications_in_line on verifications (number) where state = 'queued';
create index verifications_under_way on verifications (heard_at) where state = 'running';
create index verifications_by_end on verifications (finished_at) where finished_at is not null;

-- Faults of the service that its users are told of. The run may have been deleted since.
create table incidents (
    number          bigint generated always as identity unique,
    id              text primary key,
    run_id          text not null,
    user_id         text references users (id) on delete set null,
    machine_version text not null,
    -- The digests of the run's result and of the verification.
    recorded        text not null,
    found           text not null,
    opened_at       timestamptz not null default now(),
    closed_at       timestamptz,
    note            text
);
create unique index incidents_one_open_of_a_run on incidents (run_id) where closed_at is null;
