-- A bundle is stored once, whoever uploads it, and seen only by those who did.
create table bundles (
    digest     text primary key check (digest ~ '^[0-9a-f]{64}$'),
    name       text not null,
    version    text not null,
    size       bigint not null,
    summary    jsonb not null,
    archive    bytea not null,
    created_at timestamptz not null default now()
);

create table bundle_uploads (
    number        bigint generated always as identity unique,
    bundle_digest text not null references bundles (digest),
    user_id       text not null references users (id),
    uploaded_at   timestamptz not null default now(),
    primary key (bundle_digest, user_id)
);
create index bundle_uploads_by_user on bundle_uploads (user_id, number);
