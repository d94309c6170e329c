-- What its owner says of a run: where its program comes from, and labels, which can be changed.
alter table runs add column commit_id text, add column branch text, add column repository text;

-- The run's user and number are repeated here, so that one index finds the newest runs of a user with a label.
create table run_labels (
    run_id  text not null references runs (id) on delete cascade,
    user_id text not null,
    number  bigint not null,
    key     text not null,
    value   text not null,
    primary key (run_id, key)
);
create index run_labels_by_user on run_labels (user_id, key, value, number desc);

-- How a run ended stands in its result. It is repeated here because lists are filtered by it.
alter table runs add column outcome text, add column exit_code integer;
update runs r set outcome = s.outcome, exit_code = s.exit_code from run_results s where s.run_id = r.id;

create index runs_by_program on runs (user_id, program, number desc);
create index runs_by_machine on runs (user_id, machine, number desc);
create index runs_by_nodes on runs (user_id, nodes, number desc);
create index runs_by_fidelity on runs (user_id, fidelity, number desc);
create index runs_by_time on runs (user_id, created_at);
create index runs_by_outcome on runs (user_id, outcome, number desc) where outcome is not null;
create index runs_by_exit_code on runs (user_id, exit_code, number desc) where exit_code is not null;
create index runs_by_commit on runs (user_id, commit_id, number desc) where commit_id is not null;
create index runs_by_branch on runs (user_id, branch, number desc) where branch is not null;
