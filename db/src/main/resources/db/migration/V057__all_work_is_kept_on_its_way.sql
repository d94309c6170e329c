-- The last state of a verification that is under way, as of runs (V040).
create table verification_checkpoints (
    id            text primary key references verifications (id) on delete cascade,
    attempt       integer not null,
    cycle         bigint not null check (cycle > 0),
    model_version integer not null,
    request       text not null,
    host_millis   bigint not null,
    packed        bytea not null,
    taken_at      timestamptz not null default now()
);
alter table verification_checkpoints alter column packed set storage external;
alter table verifications add column resumed_from_cycle bigint;

-- The same of the benchmark that a measurement is at.
create table measurement_checkpoints (
    id            text primary key references measurements (id) on delete cascade,
    attempt       integer not null,
    -- Of all benchmarks up to there.
    cycle         bigint not null check (cycle > 0),
    model_version integer not null,
    request       text not null,
    host_millis   bigint not null,
    packed        bytea not null,
    taken_at      timestamptz not null default now()
);
alter table measurement_checkpoints alter column packed set storage external;
alter table measurements add column resumed_from_cycle bigint;

-- Benchmarks of measurements under way that are at their end.
create table measurement_parts (
    measurement_id  text not null references measurements (id) on delete cascade,
    -- Its place in the bundle's list.
    place           integer not null,
    -- Which attempt measured it.
    attempt         integer not null,
    -- A file of results, with this benchmark alone.
    document        bytea not null,
    cycles          bigint not null,
    primary key (measurement_id, place)
);

-- What comparisons under way have found out about benchmarks that are worse: why, or why it is not known.
create table comparison_parts (
    comparison_id   text not null references comparisons (id) on delete cascade,
    benchmark       text not null,
    attempt         integer not null,
    explanation     bytea,
    flames          bytea,
    unexplained     text,
    -- Simulated for it.
    cycles          bigint not null,
    primary key (comparison_id, benchmark),
    check ((explanation is null) = (flames is null) and (explanation is null) <> (unexplained is null))
);
