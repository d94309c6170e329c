-- What each user's runs have used. Both numbers are halved with each half-life that has passed since `at`.
create table user_usage (
    user_id     text primary key references users (id) on delete cascade,
    node_cycles double precision not null,
    runs        double precision not null,
    at          timestamptz not null
);

-- Whether a run's limits say that it is brief: then it may use the lane that is kept for such runs.
alter table runs add column brief boolean not null default false;

-- In which of its user's lines a run stands while it waits: before a leased partition, or before all places of one
-- shape on a machine. Only the first of a line can start.
alter table runs add column line text not null generated always as (coalesce(partition_id,
    machine || ' ' || mesh_columns::text || 'x' || mesh_rows::text || case when brief then ' brief' else '' end)) stored;
drop index runs_in_line;
create index runs_in_line on runs (user_id, line, number) where state = 'queued' and co_run_id is null;
