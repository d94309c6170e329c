-- The system calls that a run was refused: the first of them, and how many there were of each error. Null for results
-- from before they were kept.
alter table run_results add column refusals jsonb, add column refusal_counts jsonb;
