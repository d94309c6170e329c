-- Who may use the service, with what, and what they did that matters for security.
create table users (
    number        bigint generated always as identity unique,
    id            text primary key,
    name          text not null unique check (name ~ '^[a-z][a-z0-9._-]{1,31}$'),
    role          text not null check (role in ('user', 'admin')),
    password_hash text not null,
    created_at    timestamptz not null default now()
);

create table api_keys (
    number       bigint generated always as identity unique,
    id           text primary key,
    user_id      text not null references users (id),
    name         text not null,
    prefix       text not null,
    token_hash   text not null unique,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
create index api_keys_by_user on api_keys (user_id, number);

-- Kept by name and not by user, so that a name nobody has is answered like one somebody has.
create table sign_in_failures (
    name         text primary key,
    failures     integer not null,
    locked_until timestamptz,
    last_at      timestamptz not null default now()
);

create table audit_log (
    number     bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    user_id    text,
    act        text not null,
    subject    text,
    detail     text,
    address    text,
    request_id text
);
