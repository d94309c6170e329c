-- Failures count by name and address: who guesses from elsewhere locks nobody out.
drop table sign_in_failures;
create table sign_in_failures (
    name         text not null,
    address      text not null,
    failures     integer not null,
    locked_until timestamptz,
    last_at      timestamptz not null default now(),
    primary key (name, address)
);
create index sign_in_failures_by_time on sign_in_failures (last_at);

alter table users
    add column disabled_at          timestamptz,
    -- The row of a deleted user stays, for what others have of them, such as a published library OS.
    add column deleted_at           timestamptz,
    add column signed_in_at         timestamptz,
    -- An administrator has given the password: it is good until then, and for nothing but to choose another.
    add column password_until       timestamptz,
    -- Sessions of an earlier epoch have ended.
    add column session_epoch        integer not null default 0,
    add column revision             bigint not null default 1;

-- What a key may, and the key that it was made with, which it does not outlive.
alter table api_keys
    add column scope   text not null default 'full' check (scope in ('read', 'run', 'full')),
    add column made_by text references api_keys (id) on delete set null;
update api_keys set scope = 'run' where project_id is not null;
create index api_keys_by_maker on api_keys (made_by) where made_by is not null;

-- The audit log is read, newest first: all of it, of somebody, of one act, of one subject.
create index audit_log_by_user on audit_log (user_id, number);
create index audit_log_by_act on audit_log (act, number);
create index audit_log_by_subject on audit_log (subject, number);
