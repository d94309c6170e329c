-- What disks hold, packed with gzip. It is here as long as a run began with it or left it behind.
create table disk_contents (
    -- SHA-256 of the bytes as they are unpacked.
    digest text primary key,
    -- So many are there unpacked.
    bytes  bigint not null,
    packed bytea not null
);
alter table disk_contents alter column packed set storage external;

-- The disk of a run that has one.
create table run_disks (
    run_id          text primary key references runs (id) on delete cascade,
    -- 'blank', 'manifest', or the run that left it behind, which may have been deleted since.
    source          text not null,
    -- SHA-256 of what it holds at the beginning, and where that is if it is neither blank nor the manifest's.
    before          text not null,
    contents_before text references disk_contents (digest),
    -- Whether what it holds at the end is to be kept.
    keep            boolean not null,
    -- The same of the end, once it was told; there are no contents of what was too large.
    after           text,
    after_bytes     bigint,
    contents_after  text references disk_contents (digest)
);
create index run_disks_by_contents_before on run_disks (contents_before) where contents_before is not null;
create index run_disks_by_contents_after on run_disks (contents_after) where contents_after is not null;
