-- The published library OS that a measurement is bound to: named when it was asked for, and from then on the bundle.
alter table measurements
    add column libos_name text,
    add column libos_version text,
    add column libos_digest text references bundles (digest),
    add check ((libos_name is null) = (libos_digest is null) and (libos_version is null) = (libos_digest is null));
create index measurements_by_libos on measurements (libos_digest) where libos_digest is not null;

-- The same bundle on another library OS is another measurement. The name of the old constraint was PostgreSQL's.
do $$
declare
    old name;
begin
    select conname into strict old from pg_constraint
    where conrelid = 'measurements'::regclass and contype = 'u' and cardinality(conkey) = 5;
    execute format('alter table measurements drop constraint %I', old);
end $$;
alter table measurements add constraint measurements_once
    unique nulls not distinct (project_id, bundle_digest, commit_id, branch, wanted_version, libos_digest);
