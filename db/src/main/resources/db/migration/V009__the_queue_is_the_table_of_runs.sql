-- When the worker of a run under way was last heard of, by the database's clock.
alter table runs add column heard_at timestamptz;
update runs set heard_at = now() where state in ('allocated', 'running');

-- How far any lost attempt came: a loss counts only if the attempt came no further.
alter table runs add column furthest_cycle bigint not null default 0;

-- One line before each leased partition, and one for each shape that waits for room on a machine.
create index runs_in_line on runs (partition_id, machine, mesh_columns, mesh_rows, number) where state = 'queued';
create index runs_under_way on runs (heard_at) where state in ('allocated', 'running');

-- Runs were tasks of the scheduler's before.
delete from scheduled_tasks where task_name = 'run';
