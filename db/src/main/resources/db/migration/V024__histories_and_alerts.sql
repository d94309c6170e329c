create index measurements_by_branch_in_order on measurements (project_id, branch, committed_at, number);

-- What finished measurements measured, figure by figure, so that a history is read without opening each result.
create table measured_benchmarks (
    measurement_id  text not null references measurements (id) on delete cascade,
    benchmark       text not null,
    machine         text not null,
    machine_version text not null,
    mesh            text not null,
    fidelity        text not null,
    -- Version of the model and way of being run: within one, figures are compared.
    epoch           text not null,
    succeeded       boolean not null,
    primary key (measurement_id, benchmark)
);
create index measured_benchmarks_by_name on measured_benchmarks (benchmark, measurement_id);

-- Of programs that ended well alone.
create table measured_figures (
    measurement_id text not null,
    benchmark      text not null,
    measure        text not null,
    value          bigint not null,
    unit           text,
    primary key (measurement_id, benchmark, measure),
    foreign key (measurement_id, benchmark) references measured_benchmarks on delete cascade
);

-- What became worse with a measurement of a default branch. The project, branch and commit are the measurement's: who
-- records its end has its row locked, and locks none of the project's.
create table alerts (
    number              bigint generated always as identity unique,
    id                  text primary key,
    state               text not null check (state in ('active', 'acknowledged', 'resolved')),
    revision            bigint not null default 1,
    measurement_id      text not null references measurements (id) on delete cascade,
    base_measurement_id text,
    benchmark           text not null,
    measure             text,
    kind                text not null check (kind in ('regression', 'gone', 'broken')),
    sentence            text not null,
    base_value          bigint,
    head_value          bigint,
    unit                text,
    -- By what a later figure is held against that before: the epoch, and the threshold that was exceeded.
    epoch               text,
    increase            text,
    decrease            text,
    created_at          timestamptz not null default now(),
    acknowledged_at     timestamptz,
    acknowledged_by     text,
    reason              text,
    resolved_at         timestamptz,
    resolved_by         text
);
create index alerts_by_measurement on alerts (measurement_id);
create index alerts_that_are_open on alerts (measurement_id) where state <> 'resolved';
