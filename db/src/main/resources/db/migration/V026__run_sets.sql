-- Runs that were asked for together. A set has no state but that of its members.
create table run_sets (
    number     bigint generated always as identity unique,
    id         text primary key,
    user_id    text not null references users (id),
    axes       jsonb not null,
    created_at timestamptz not null default now()
);
create index run_sets_by_user on run_sets (user_id, number desc);

create table run_set_members (
    run_set_id     text not null references run_sets (id) on delete cascade,
    -- In the order of the axes.
    place          integer not null,
    run_id         text not null unique references runs (id) on delete cascade,
    coordinates    jsonb not null,
    -- Whether what the kernel does is counted.
    watched        boolean not null,
    -- Of a member that has finished: of all nodes together, by call and cause, and over what each node wrote.
    counters       jsonb,
    kernel         jsonb,
    console_digest text,
    primary key (run_set_id, place)
);
