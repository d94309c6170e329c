-- What the jobs of co-runs read, and what their disks hold when they begin, from the time that a job is added until its
-- co-run has ended. So it is there for each attempt, whatever the job's owner deletes meanwhile. The columns are those
-- of run_inputs and run_disks.
create table co_run_inputs (
    co_run_id text not null references co_runs (id) on delete cascade,
    user_id   text not null references users (id),
    name      text not null,
    digest    text not null,
    bytes     bigint not null,
    owner_id  text,
    primary key (co_run_id, user_id, name),
    foreign key (owner_id, digest) references user_inputs (user_id, digest)
);
create index co_run_inputs_by_contents on co_run_inputs (owner_id, digest);

create table co_run_disks (
    co_run_id text not null references co_runs (id) on delete cascade,
    user_id   text not null references users (id),
    source    text not null,
    before    text not null,
    contents  text references disk_contents (digest),
    keep      boolean not null,
    primary key (co_run_id, user_id)
);
create index co_run_disks_by_contents on co_run_disks (contents) where contents is not null;
create index co_run_disks_by_user on co_run_disks (user_id);
