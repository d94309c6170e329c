-- Links by which whoever has one sees one run. A hash of the secret is here, and not the secret.
create table run_shares (
    number       bigint generated always as identity unique,
    id           text primary key,
    run_id       text not null references runs (id) on delete cascade,
    user_id      text not null references users (id),
    prefix       text not null,
    token_hash   text not null unique,
    shows_owner  boolean not null,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    last_used_at timestamptz
);
create index run_shares_by_run on run_shares (run_id, number);
create index run_shares_by_user on run_shares (user_id);
create index run_shares_by_expiry on run_shares (expires_at);
