-- What a run's system calls did to capabilities: the first of each call, and how many there were. Null for results from
-- before they were kept.
alter table run_results add column capability_events jsonb, add column capability_counts jsonb;
