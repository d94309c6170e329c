-- What a user's runs take is counted as it changes: a submission asks for it, and has no time to count ten thousand
-- rows. Each change is a row of its own, so that a run that ends waits for no submission, and none for it. Who has
-- the user's row locked adds the rows up to one now and then.

-- What the run's trace takes, once it is there.
alter table runs add column trace_bytes bigint not null default 0;
-- What the run counts as besides while it is under way, whatever it will come to.
alter table runs add column reserved_bytes bigint not null default 0;

update runs r set trace_bytes = octet_length(t.packed) from run_traces t where t.run_id = r.id;
update runs r set reserved_bytes = limit_console
        + case when trace_from is null then 0 else 8388608 end
        + case when exists (select 1 from run_disks d where d.run_id = r.id and d.keep) then 8388608 else 0 end
    where state in ('queued', 'allocated', 'running');

create table room_changes (
    user_id text not null,
    runs    bigint not null,
    queued  bigint not null,
    bytes   bigint not null
);
create index room_changes_by_user on room_changes (user_id);

insert into room_changes (user_id, runs, queued, bytes)
    select user_id, count(*), count(*) filter (where state = 'queued'),
        sum(console_bytes + trace_bytes
            + case when state in ('queued', 'allocated', 'running') then reserved_bytes else 0 end)
    from runs group by user_id;

create function note_room() returns trigger language plpgsql as $$
declare
    change room_changes := row(null, 0, 0, 0);
begin
    if tg_op <> 'INSERT' then
        change.user_id := old.user_id;
        change.runs := -1;
        change.queued := -(old.state = 'queued')::int;
        change.bytes := -(old.console_bytes + old.trace_bytes
            + case when old.state in ('queued', 'allocated', 'running') then old.reserved_bytes else 0 end);
    end if;
    if tg_op <> 'DELETE' then
        change.user_id := new.user_id;
        change.runs := change.runs + 1;
        change.queued := change.queued + (new.state = 'queued')::int;
        change.bytes := change.bytes + new.console_bytes + new.trace_bytes
            + case when new.state in ('queued', 'allocated', 'running') then new.reserved_bytes else 0 end;
    end if;
    if change.runs <> 0 or change.queued <> 0 or change.bytes <> 0 then
        insert into room_changes values (change.*);
    end if;
    return null;
end $$;

create trigger runs_take_room after insert or delete on runs for each row execute function note_room();
create trigger runs_change_room after update of state, console_bytes, trace_bytes, reserved_bytes on runs
    for each row execute function note_room();

-- Disks are few, and equal ones count once: they are still looked up, by whose they are.
alter table run_disks add column user_id text;
update run_disks d set user_id = r.user_id from runs r where r.id = d.run_id;
alter table run_disks alter column user_id set not null;
create index run_disks_by_user on run_disks (user_id);
