-- What its nodes printed, kept with the run once it has ended.
alter table runs add column console_bytes bigint not null default 0;
update runs r set console_bytes = (
    select coalesce(sum(octet_length(e.bytes)), 0) from run_events e where e.run_id = r.id and e.kind = 'console')
where state in ('finished', 'canceled', 'infrastructure_error');

-- What belongs to a run goes with it.
alter table run_results drop constraint run_results_run_id_fkey,
    add constraint run_results_run_id_fkey foreign key (run_id) references runs (id) on delete cascade;
alter table run_metrics drop constraint run_metrics_run_id_fkey,
    add constraint run_metrics_run_id_fkey foreign key (run_id) references run_results (run_id) on delete cascade;
alter table run_events drop constraint run_events_run_id_fkey,
    add constraint run_events_run_id_fkey foreign key (run_id) references runs (id) on delete cascade;
alter table idempotency_keys drop constraint idempotency_keys_run_id_fkey,
    add constraint idempotency_keys_run_id_fkey foreign key (run_id) references runs (id) on delete cascade;

-- For what is asked and for what is removed, with a hundred thousand runs too.
drop index runs_by_user;
create index runs_by_user on runs (user_id, number desc) include (console_bytes);
create index runs_by_user_and_state on runs (user_id, state, number desc);
create index runs_by_bundle on runs (bundle_digest, user_id, number desc);
create index runs_by_partition on runs (partition_id);
create index runs_by_end on runs (finished_at) where finished_at is not null;
create index idempotency_keys_by_run on idempotency_keys (run_id);
create index idempotency_keys_by_time on idempotency_keys (created_at);
create index audit_log_by_time on audit_log (at);
create index partitions_by_end on partitions (expires_at);
create index api_keys_by_end on api_keys (least(expires_at, revoked_at));
