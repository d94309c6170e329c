-- Whose benchmarks are measured and compared together. Revision changes with what its owner edits.
create table projects (
    number         bigint generated always as identity unique,
    id             text primary key,
    user_id        text not null references users (id),
    name           text not null check (name ~ '^[A-Za-z0-9._-]{1,60}$'),
    description    text not null default '',
    default_branch text not null,
    revision       bigint not null default 1,
    created_at     timestamptz not null default now(),
    unique (user_id, name)
);

-- A name is kept, and no user of it if there was none when it was added: who gets that name later was not added.
create table project_members (
    number     bigint generated always as identity unique,
    project_id text not null references projects (id) on delete cascade,
    name       text not null,
    user_id    text references users (id),
    role       text not null check (role in ('owner', 'member', 'viewer')),
    added_at   timestamptz not null default now(),
    primary key (project_id, name)
);
create unique index project_members_by_user on project_members (user_id, project_id) where user_id is not null;
create unique index project_members_one_owner on project_members (project_id) where role = 'owner';
