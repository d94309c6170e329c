-- What a member's job is carried out from: the bundle of its program, and that of the library OS that it is bound to.
alter table co_run_members add column bundle_digest text, add column libos_digest text;
update co_run_members set
    bundle_digest = coalesce(inputs::jsonb ->> 'bundle', inputs::jsonb #>> '{jobs,0,bundle}'),
    libos_digest = inputs::jsonb #>> '{jobs,0,libos,bundle}'
where inputs is not null;
