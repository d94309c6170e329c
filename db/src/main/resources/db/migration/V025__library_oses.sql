-- A name belongs to who first published under it.
create table library_names (
    name    text primary key check (name ~ '^[a-z][a-z0-9._-]{0,63}$'),
    user_id text not null references users (id),
    unique (name, user_id)
);

-- What name@version means never changes: a version is neither deleted nor given other content.
create table library_versions (
    number        bigint generated always as identity unique,
    name          text not null,
    version       text not null check (version ~ '^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$'),
    user_id       text not null,
    bundle_digest text not null references bundles (digest),
    visibility    text not null check (visibility in ('private', 'named', 'everybody')),
    revision      bigint not null default 1,
    published_at  timestamptz not null default now(),
    retired_at    timestamptz,
    primary key (name, version),
    foreign key (name, user_id) references library_names (name, user_id)
);
create index library_versions_by_user on library_versions (user_id, number);
create index library_versions_by_bundle on library_versions (bundle_digest, user_id);

-- Whom a version is for. As with partitions: a name is kept, and no user of it if there was none.
create table library_users (
    library_number bigint not null references library_versions (number),
    name           text not null,
    user_id        text references users (id),
    primary key (library_number, name)
);
create index library_users_by_user on library_users (user_id, library_number);

-- The library OS that a run is bound to: named when it was submitted, and from then on the bundle. And how the run's
-- operating system is structured.
alter table runs
    add column libos_name text,
    add column libos_version text,
    add column libos_digest text references bundles (digest),
    add column placement text not null default 'library',
    add column page_table text not null default 'linked',
    add check ((libos_name is null) = (libos_digest is null) and (libos_version is null) = (libos_digest is null));
create index runs_by_libos on runs (libos_digest) where libos_digest is not null;
