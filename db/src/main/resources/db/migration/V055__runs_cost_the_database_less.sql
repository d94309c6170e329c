-- What is heard of a run under way changes several times a second, and was in an index; so each change wrote every index
-- of the row. It is in none now, and pages keep room for the next version of a row beside it.
drop index runs_under_way;
create index runs_under_way on runs (number) where state in ('allocated', 'running');
alter table runs set (fillfactor = 85);

-- The leases that are not over are few, and those that are stay in the table.
drop index partitions_active;
create index partitions_open on partitions (machine) where state in ('active', 'reserved');

-- Who waits for work, or for what happens to a run, is told with the commit of the change itself. It took a question
-- to the database each time.
create function signal_work() returns trigger language plpgsql as $$
begin
    perform pg_notify('fugu_work', '');
    return null;
end $$;

create trigger runs_are_work after insert on runs
    for each row when (new.state = 'queued') execute function signal_work();
create trigger runs_make_room after update of state on runs
    for each row when (new.state not in ('allocated', 'running')) execute function signal_work();

create function signal_run() returns trigger language plpgsql as $$
begin
    perform pg_notify('fugu_run', new.run_id);
    return null;
end $$;

-- Nobody can wait for the first event of a run.
create trigger run_events_are_heard after insert on run_events
    for each row when (new.sequence > 1) execute function signal_run();
