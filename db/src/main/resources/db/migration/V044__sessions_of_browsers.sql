-- Sessions of browsers, in the form of Spring Session, so that they survive a restart and all processes share them.
-- Times are in milliseconds since 1970.
create table web_sessions (
    primary_id            text primary key,
    -- SHA-256 of what the browser has: who reads this table has nobody's session.
    session_id            text not null unique check (session_id ~ '^[0-9a-f]{64}$'),
    creation_time         bigint not null,
    last_access_time      bigint not null,
    max_inactive_interval integer not null,
    expiry_time           bigint not null,
    principal_name        text
);
create index web_sessions_by_expiry on web_sessions (expiry_time);

create table web_sessions_attributes (
    session_primary_id text not null references web_sessions (primary_id) on delete cascade,
    attribute_name     text not null,
    attribute_bytes    bytea not null,
    primary key (session_primary_id, attribute_name)
);
