-- Which part of a run is to be traced, if somebody wants that; and the trace, packed with gzip.
alter table runs add column trace_from bigint, add column trace_to bigint;
alter table co_run_members add column trace_from bigint, add column trace_to bigint;

create table run_traces (
    run_id text primary key references runs (id) on delete cascade,
    packed bytea not null
);
