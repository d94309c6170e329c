-- What measurements, comparisons and verifications use counts for those who asked for them, as runs do: cycles times
-- the nodes of the mesh, of the newest attempt.
alter table measurements add column node_cycles double precision not null default 0;
alter table comparisons add column node_cycles double precision not null default 0;
alter table verifications add column node_cycles double precision not null default 0;

-- Who asked for a verification; nobody for the nightly audit.
alter table verifications add column user_id text references users (id);
update verifications v set user_id = r.user_id from runs r where r.id = v.run_id and not v.audit;

-- The first of each user's that wait.
create index measurements_by_user_in_line on measurements (user_id, number) where state = 'queued';
create index comparisons_by_user_in_line on comparisons (user_id, number) where state = 'queued';
create index verifications_by_user_in_line on verifications (user_id, number) where state = 'queued';
