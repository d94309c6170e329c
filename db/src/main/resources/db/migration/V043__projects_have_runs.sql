-- Which project a run was submitted to. Its owner sees it then, and it counts for the owner's quota.
alter table runs add column project_id text references projects (id) on delete set null;
create index runs_by_project on runs (project_id, number desc) where project_id is not null;
create index runs_by_member on runs (project_id, user_id, number desc) where project_id is not null;
create index runs_waiting_by_project on runs (project_id, user_id) where project_id is not null and state = 'queued';
create index runs_waiting_by_member on runs (user_id) where project_id is not null and state = 'queued';

-- What each member of a project may have for its runs, and what one may; null is as much as the owner has.
alter table projects
    add column member_nodes             bigint check (member_nodes >= 0),
    add column member_node_cycles_a_day bigint check (member_node_cycles_a_day >= 0),
    add column member_queued_runs       bigint check (member_queued_runs >= 0),
    add column member_kept_runs         bigint check (member_kept_runs >= 0);
alter table project_members
    add column nodes             bigint check (nodes >= 0),
    add column node_cycles_a_day bigint check (node_cycles_a_day >= 0),
    add column queued_runs       bigint check (queued_runs >= 0),
    add column kept_runs         bigint check (kept_runs >= 0);
create index projects_by_owner on projects (user_id);

-- As user_days, of a member's runs for a project.
create table member_days (
    project_id  text not null references projects (id) on delete cascade,
    user_id     text not null references users (id) on delete cascade,
    day         date not null,
    node_cycles double precision not null,
    primary key (project_id, user_id)
);

-- Links by which people join a project. Of the token only its hash is kept.
create table invitations (
    number     bigint generated always as identity unique,
    id         text primary key,
    project_id text not null references projects (id) on delete cascade,
    token_hash bytea not null unique,
    role       text not null check (role in ('member', 'viewer')),
    uses       integer not null check (uses > 0),
    used       integer not null default 0 check (used <= uses),
    made_by    text not null references users (id),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index invitations_by_project on invitations (project_id, number);

-- What waits for the quota of a project keeps nothing else of its user waiting: it stands in a line of its own.
alter table runs drop column line;
alter table runs add column line text not null generated always as (coalesce(partition_id,
    machine || ' ' || mesh_columns::text || 'x' || mesh_rows::text || case when brief then ' brief' else '' end
    || coalesce(' ' || project_id, ''))) stored;
create index runs_in_line on runs (user_id, line, number) where state = 'queued' and co_run_id is null;

-- A library OS may be for who takes part in a project.
alter table library_versions drop constraint library_versions_visibility_check;
alter table library_versions add constraint library_versions_visibility_check
    check (visibility in ('private', 'named', 'project', 'everybody'));
alter table library_versions add column project_id text references projects (id) on delete set null;
create index library_versions_by_project on library_versions (project_id) where project_id is not null;
