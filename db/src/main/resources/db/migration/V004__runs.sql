create table runs (
    number             bigint generated always as identity unique,
    id                 text primary key,
    user_id            text not null references users (id),
    bundle_digest      text not null references bundles (digest),
    program            text not null,
    arguments          jsonb not null,
    machine            text not null references machines (name),
    mesh_columns       integer not null,
    mesh_rows          integer not null,
    nodes              integer not null,
    fidelity           text not null,
    seed               bigint not null,
    limit_cycles       bigint not null,
    limit_instructions bigint not null,
    limit_console      bigint not null,
    limit_memory       bigint not null,
    overrides          jsonb not null,
    partition_id       text references partitions (id),
    state              text not null check (state in
                           ('queued', 'allocated', 'running', 'finished', 'canceled', 'infrastructure_error')),
    -- The fencing token: whoever claims the run takes the next number, and nothing is recorded
    -- for an earlier one.
    attempts           integer not null default 0,
    -- Attempts that ended through no fault of the guest.
    failures           integer not null default 0,
    cancel_requested   boolean not null default false,
    waiting_for        text,
    progress_cycle     bigint not null default 0,
    last_event         bigint not null default 0,
    message            text,
    created_at         timestamptz not null default now(),
    started_at         timestamptz,
    finished_at        timestamptz
);
create index runs_by_user on runs (user_id, number desc);
create index runs_in_the_queue on runs (number) where state = 'queued';
create unique index runs_one_at_a_time_on_a_partition on runs (partition_id) where state in ('allocated', 'running');

-- The primary key is the promise that a run has one result.
create table run_results (
    run_id            text primary key references runs (id),
    attempt           integer not null,
    outcome           text not null,
    exit_code         integer,
    message           text not null,
    trap              jsonb,
    machine_version   text not null,
    digest            text not null,
    result_digest     text not null,
    epochs            jsonb not null,
    cycles            bigint not null,
    instructions      bigint not null,
    messages_sent     bigint not null,
    messages_received bigint not null,
    clock_megahertz   double precision not null,
    counters          jsonb not null,
    host_millis       bigint not null,
    recorded_at       timestamptz not null default now()
);

create table run_metrics (
    run_id text not null references run_results (run_id),
    name   text not null,
    value  bigint not null,
    primary key (run_id, name)
);

create table run_events (
    run_id   text not null references runs (id),
    sequence bigint not null,
    kind     text not null check (kind in ('state', 'progress', 'console', 'metric', 'end')),
    cycle    bigint,
    node     integer,
    bytes    bytea,
    body     jsonb,
    at       timestamptz not null default now(),
    primary key (run_id, sequence)
);

create table idempotency_keys (
    user_id    text not null references users (id),
    key        text not null,
    body_hash  text not null,
    run_id     text not null references runs (id),
    created_at timestamptz not null default now(),
    primary key (user_id, key)
);
