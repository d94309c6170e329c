-- What one user may have, where that is not what the installation gives everybody.
create table user_quotas (
    user_id           text primary key references users (id) on delete cascade,
    nodes             bigint check (nodes >= 0),
    node_cycles_a_day bigint check (node_cycles_a_day >= 0),
    queued_runs       bigint check (queued_runs >= 0),
    bundle_bytes      bigint check (bundle_bytes >= 0),
    kept_runs         bigint check (kept_runs >= 0),
    console_bytes     bigint check (console_bytes >= 0),
    revision          bigint not null default 1
);

-- What a user's runs that have ended used on the last day, by UTC, on which any did.
create table user_days (
    user_id     text primary key references users (id) on delete cascade,
    day         date not null,
    node_cycles double precision not null
);

-- Leases in force, by who has them.
create index partitions_held on partitions (user_id) where state in ('active', 'reserved') and not for_run;
