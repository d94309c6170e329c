-- The figures of one bundle at one commit. Waits, is claimed and is fenced like a run.
create table measurements (
    number           bigint generated always as identity unique,
    id               text primary key,
    project_id       text not null references projects (id) on delete cascade,
    -- Who asked for it, and whose bundle it is of.
    user_id          text not null references users (id),
    bundle_digest    text not null references bundles (digest),
    bundle_name      text not null,
    commit_id        text not null,
    branch           text not null,
    committed_at     timestamptz not null,
    subject          text not null,
    pull_request     text,
    state            text not null check (state in
                         ('queued', 'running', 'finished', 'infrastructure_error', 'canceled')),
    -- Of the machines that it was asked for, and of those that measured it.
    wanted_version   text not null,
    machine_version  text,
    -- Whose figures it repeats.
    from_id          text references measurements (id) on delete set null,
    succeeded        boolean,
    failure          text,
    -- What is under way: a benchmark, and how many were done before it.
    benchmark        text,
    done             integer not null default 0,
    benchmarks       integer not null,
    attempts         integer not null default 0,
    failures         integer not null default 0,
    progress_cycle   bigint not null default 0,
    furthest_cycle   bigint not null default 0,
    cancel_requested boolean not null default false,
    heard_at         timestamptz,
    created_at       timestamptz not null default now(),
    started_at       timestamptz,
    finished_at      timestamptz,
    unique (project_id, bundle_digest, commit_id, branch, wanted_version)
);
create index measurements_by_project on measurements (project_id, number);
create index measurements_by_commit on measurements (project_id, commit_id, number);
create index measurements_by_branch on measurements (project_id, branch, number);
create index measurements_in_line on measurements (number) where state = 'queued';
create index measurements_under_way on measurements (heard_at) where state = 'running';
create index measurements_by_bundle on measurements (bundle_digest, user_id);
create index measurements_by_from on measurements (from_id) where from_id is not null;

-- The results file, byte for byte.
create table measurement_results (
    measurement_id text primary key references measurements (id) on delete cascade,
    document       bytea not null
);

create table comparisons (
    number           bigint generated always as identity unique,
    id               text primary key,
    project_id       text not null references projects (id) on delete cascade,
    user_id          text not null references users (id),
    base_id          text not null references measurements (id) on delete cascade,
    head_id          text not null references measurements (id) on delete cascade,
    thresholds       text not null check (thresholds in ('base', 'head')),
    acknowledged     text[] not null,
    explain          boolean not null,
    state            text not null check (state in ('queued', 'running', 'finished', 'infrastructure_error')),
    exit_code        integer,
    verdict          text,
    regressions      integer,
    explained        boolean not null default false,
    unexplained      text,
    failure          text,
    report           bytea,
    attempts         integer not null default 0,
    failures         integer not null default 0,
    progress_cycle   bigint not null default 0,
    furthest_cycle   bigint not null default 0,
    cancel_requested boolean not null default false,
    heard_at         timestamptz,
    created_at       timestamptz not null default now(),
    started_at       timestamptz,
    finished_at      timestamptz
);
create index comparisons_by_project on comparisons (project_id, number);
create index comparisons_by_base on comparisons (base_id);
create index comparisons_by_head on comparisons (head_id);
create index comparisons_in_line on comparisons (number) where state = 'queued';
create index comparisons_under_way on comparisons (heard_at) where state = 'running';

-- Why a benchmark moved: the explanation and the flame graph as they are given out.
create table comparison_explanations (
    comparison_id text not null references comparisons (id) on delete cascade,
    benchmark     text not null,
    explanation   bytea not null,
    flames        bytea not null,
    primary key (comparison_id, benchmark)
);
