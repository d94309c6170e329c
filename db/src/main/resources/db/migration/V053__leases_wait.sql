-- A lease may wait for a place. Until it has one it names only what was asked for: its place if it wants a certain one,
-- in starts_at the moment before which it is not to begin, and in minutes how long it lasts then.
alter table partitions drop constraint partitions_state_check;
alter table partitions add constraint partitions_state_check
    check (state in ('waiting', 'reserved', 'active', 'released', 'expired'));
alter table partitions alter column first_column drop not null, alter column first_row drop not null;
alter table partitions add column minutes integer check (minutes > 0);
-- When it is given up; null as soon as it has a place.
alter table partitions add column waits_until timestamptz;
alter table partitions add column waiting_for text check (waiting_for in ('room', 'quota'));
alter table partitions add constraint partitions_have_a_place_or_wait
    check (waits_until is not null and minutes is not null
        or first_column is not null and first_row is not null and state <> 'waiting');
create index partitions_waiting on partitions (machine, number) where state = 'waiting';
create index partitions_waiting_by_user on partitions (user_id) where state = 'waiting';

-- Nodes are kept for a lease that waits as they are for a run: on a machine for one of each. Where both want the same,
-- the lower number has them.
alter table reservations drop constraint reservations_pkey;
alter table reservations drop constraint reservations_machine_key;
alter table reservations alter column run_id drop not null;
alter table reservations add column number bigint primary key generated always as identity;
alter table reservations add column partition_id text references partitions (id) on delete cascade;
alter table reservations add constraint reservations_are_for_one check ((run_id is null) <> (partition_id is null));
alter table reservations add constraint reservations_of_runs unique (run_id);
alter table reservations add constraint reservations_of_leases unique (partition_id);
create unique index reservations_one_run on reservations (machine) where run_id is not null;
create unique index reservations_one_lease on reservations (machine) where partition_id is not null;
