-- The last state of what is under way that was kept, so that another attempt can go on from there. It is packed as it
-- is.
create table run_checkpoints (
    id            text primary key references runs (id) on delete cascade,
    -- Which attempt took it.
    attempt       integer not null,
    cycle         bigint not null check (cycle > 0),
    model_version integer not null,
    -- SHA-256 of what is carried out, in its wire form.
    request       text not null,
    -- How long a host took up to there.
    host_millis   bigint not null,
    packed        bytea not null,
    taken_at      timestamptz not null default now()
);
alter table run_checkpoints alter column packed set storage external;

create table co_run_checkpoints (
    id            text primary key references co_runs (id) on delete cascade,
    attempt       integer not null,
    cycle         bigint not null check (cycle > 0),
    model_version integer not null,
    request       text not null,
    host_millis   bigint not null,
    packed        bytea not null,
    taken_at      timestamptz not null default now()
);
alter table co_run_checkpoints alter column packed set storage external;

-- Where the newest attempt went on; null if it began at cycle 0.
alter table runs add column resumed_from_cycle bigint;
alter table co_runs add column resumed_from_cycle bigint;
