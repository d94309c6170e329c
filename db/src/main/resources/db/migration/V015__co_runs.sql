-- A shared partition is for co-runs of its owner and of those who are named here.
alter table partitions drop constraint partitions_kind_check;
alter table partitions add constraint partitions_kind_check check (kind in ('dedicated', 'shared'));

create table partition_users (
    partition_id text not null references partitions (id) on delete cascade,
    user_id      text not null references users (id),
    place        integer not null,
    declined_at  timestamptz,
    primary key (partition_id, user_id)
);
create index partition_users_by_user on partition_users (user_id, partition_id);

create table co_runs (
    number         bigint generated always as identity unique,
    id             text primary key,
    -- Who opened it.
    user_id        text not null references users (id),
    partition_id   text not null references partitions (id),
    machine        text not null,
    mode           text not null check (mode in ('rectangles', 'turns')),
    quantum        bigint,
    skew           integer,
    fidelity       text not null,
    state          text not null check (state in
                       ('open', 'queued', 'running', 'finished', 'canceled', 'expired', 'infrastructure_error')),
    -- Changes whenever a member, a job or a confirmation does.
    revision       bigint not null default 1,
    expires_at     timestamptz not null,
    open_key       text,
    open_hash      text,
    -- What is carried out, in its wire form: from the start on.
    request        text,
    -- As of a run: the fencing token, failures, and how far lost attempts came.
    attempts       integer not null default 0,
    failures       integer not null default 0,
    progress_cycle bigint not null default 0,
    furthest_cycle bigint not null default 0,
    -- No output that anybody was shown is from a later cycle.
    told_cycle     bigint not null default 0,
    heard_at       timestamptz,
    machine_version text,
    digest         text,
    message        text,
    created_at     timestamptz not null default now(),
    started_at     timestamptz,
    finished_at    timestamptz,
    unique (user_id, open_key)
);
create unique index co_runs_one_at_a_time_on_a_partition on co_runs (partition_id) where state = 'running';
create index co_runs_in_line on co_runs (partition_id, number) where state = 'queued';
create index co_runs_under_way on co_runs (heard_at) where state = 'running';
create index co_runs_that_wait on co_runs (expires_at) where state = 'open';
create index co_runs_by_partition on co_runs (partition_id);

-- A member's run is there from its confirmation on.
alter table runs add column co_run_id text references co_runs (id);
create index runs_by_co_run on runs (co_run_id) where co_run_id is not null;
drop index runs_one_at_a_time_on_a_partition;
create unique index runs_one_at_a_time_on_a_partition on runs (partition_id)
    where state in ('allocated', 'running') and co_run_id is null;

create table co_run_members (
    co_run_id    text not null references co_runs (id) on delete cascade,
    user_id      text not null references users (id),
    place        integer not null,
    state        text not null check (state in ('invited', 'joined', 'confirmed', 'left')),
    -- The job as if it had a machine of its rectangle's size, in the wire form of a request.
    inputs       text,
    rectangle    text,
    start_cycle  bigint,
    host_bytes   bigint,
    run_id       text references runs (id) on delete set null,
    -- Its place in the request.
    job          integer,
    -- Where it was canceled while it ran.
    ended_at     bigint,
    primary key (co_run_id, user_id)
);
create index co_run_members_by_user on co_run_members (user_id, co_run_id);
create index co_run_members_by_run on co_run_members (run_id);
