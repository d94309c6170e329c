create table machines (
    number  integer primary key,
    name    text not null unique,
    preset  text not null,
    columns integer not null check (columns > 0),
    rows    integer not null check (rows > 0)
);
insert into machines (number, name, preset, columns, rows) values (1, 'fugu', 'fugu', 8, 8);

create table partitions (
    number       bigint generated always as identity unique,
    id           text primary key,
    user_id      text not null references users (id),
    machine      integer not null references machines (number),
    first_column integer not null check (first_column >= 0),
    first_row    integer not null check (first_row >= 0),
    columns      integer not null check (columns > 0),
    rows         integer not null check (rows > 0),
    kind         text not null check (kind in ('dedicated')),
    state        text not null check (state in ('active', 'released', 'expired')),
    -- Taken for one run and given back at its end, rather than leased by hand.
    for_run      boolean not null,
    -- How many queued or running runs rely on it; while there are any it is not given back.
    holds        integer not null default 0 check (holds >= 0),
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    ended_at     timestamptz,
    -- Ranges have GiST support of their own, so no extension is needed to say that two
    -- active leases never share a node.
    constraint partitions_never_overlap exclude using gist (
        int4range(machine, machine, '[]') with &&,
        int4range(first_column, first_column + columns) with &&,
        int4range(first_row, first_row + rows) with &&
    ) where (state = 'active')
);
create index partitions_by_user on partitions (user_id, number);
