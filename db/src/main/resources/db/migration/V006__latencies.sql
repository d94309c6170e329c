-- Null for results that were recorded before latencies were kept.
alter table run_results add column latencies jsonb;
