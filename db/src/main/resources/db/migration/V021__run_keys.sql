-- A key with a project may measure and compare in it, as long as its maker may; it may nothing else.
alter table api_keys add column project_id text references projects (id) on delete cascade;
create index api_keys_by_project on api_keys (project_id, number) where project_id is not null;
