-- What a run was asked for, and on which version of the machine, as one SHA-256: two runs with the same one are the
-- same run. Runs from before, and parts of co-runs, have none.
alter table runs add column work text;
-- Whose result it has, if it was answered with one that was there. That run may have been deleted since.
alter table runs add column from_id text;
create index runs_by_work on runs (user_id, work) where work is not null and outcome is not null;
