-- What this installation is called in the files that it gives away, unless its configuration says otherwise.
create table installation (
    id text not null
);
insert into installation select 'ins_' || replace(gen_random_uuid()::text, '-', '');

-- Runs that came in a file. What the file says of itself is text; its result is the run's, and a claim until the run
-- was carried out here and nothing was different.
create table run_imports (
    run_id         text primary key references runs (id) on delete cascade,
    installation   text not null,
    source_run     text not null,
    finished_at    text not null,
    -- SHA-256 of the console, in the form that it had in the file.
    console_digest text not null,
    -- SHA-256 of the file's manifest, which names all other parts by theirs.
    file_digest    text not null,
    state          text not null check (state in ('claimed', 'verified', 'different')),
    -- What was not as the file claims, by name.
    differences    jsonb not null default '[]',
    verified_at    timestamptz
);
create index run_imports_by_file on run_imports (file_digest);

-- Runs are found by their mesh, and by their arguments: by a hash of these, which can be longer than an index takes.
create index runs_by_mesh on runs (user_id, mesh_columns, mesh_rows, number desc);
create index runs_by_arguments on runs (user_id, md5(cast(arguments as text)), number desc);
