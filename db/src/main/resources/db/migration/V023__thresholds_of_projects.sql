-- What a project adds to what its manifests say. Texts as in a manifest: 0, 1%.
create table project_thresholds (
    number     bigint generated always as identity unique,
    id         text primary key,
    project_id text not null references projects (id) on delete cascade,
    benchmark  text not null,
    measure    text not null,
    increase   text,
    decrease   text,
    check (increase is not null or decrease is not null),
    unique (project_id, benchmark, measure)
);
