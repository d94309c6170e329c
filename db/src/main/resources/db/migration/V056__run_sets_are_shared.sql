-- A link leads to a run or to a run-set.
alter table run_shares alter column run_id drop not null;
alter table run_shares add column run_set_id text references run_sets (id) on delete cascade;
alter table run_shares add constraint run_shares_lead_to_one check ((run_id is null) <> (run_set_id is null));
create index run_shares_by_run_set on run_shares (run_set_id, number) where run_set_id is not null;
