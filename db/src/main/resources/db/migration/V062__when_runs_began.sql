-- How long after its submission a run came to its first instruction, of runs that were begun once.
alter table run_results add column first_instruction_millis bigint;
