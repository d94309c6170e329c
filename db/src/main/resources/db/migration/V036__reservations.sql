-- Nodes that are kept for a run: it was first in line by share and found no place. On a machine there is one at a time,
-- so whoever holds it is the next.
create table reservations (
    run_id       text primary key references runs (id) on delete cascade,
    machine      integer not null unique references machines (number),
    first_column integer not null,
    first_row    integer not null,
    columns      integer not null,
    rows         integer not null,
    -- When the nodes are free as far as one knows, and until when the run is over if it begins then.
    begins_at    timestamptz not null,
    ends_at      timestamptz not null check (ends_at > begins_at)
);

-- A lease may begin later than it is made.
alter table partitions drop constraint partitions_state_check;
alter table partitions add constraint partitions_state_check
    check (state in ('reserved', 'active', 'released', 'expired'));
alter table partitions add column starts_at timestamptz;
update partitions set starts_at = created_at;
alter table partitions alter column starts_at set not null, alter column starts_at set default now();
alter table partitions add constraint partitions_never_overlap_later exclude using gist (
    int4range(machine, machine, '[]') with &&,
    int4range(first_column, first_column + columns) with &&,
    int4range(first_row, first_row + rows) with &&,
    tstzrange(starts_at, expires_at) with &&
) where (state = 'reserved');
create index partitions_to_begin on partitions (starts_at) where state = 'reserved';
create index partitions_in_the_calendar on partitions (machine, starts_at) where not for_run;
