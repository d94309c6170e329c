-- Runs that wait have one index, so that whoever looks for the first of a line reads no other line: with two of them,
-- a plan that was made while nobody waited took the one by number, and read all that wait.
drop index runs_in_the_queue;
drop index runs_in_line;
create index runs_in_line on runs (user_id, line, number) where state = 'queued';
