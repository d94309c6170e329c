-- What is heard of a run under way changes several times a second, and was in an index; so each change wrote every index
-- of the row. It is in none now, and pages keep room for the next version of a row beside it.
drop index runs_under_way;
create index runs_under_way on runs (number) where state in ('allocated', 'running');
alter table runs set (fillfactor = 85);

-- The leases that are not over are few, and those that are stay in the table.
drop index partitions_active;
create index partitions_open on partitions (machine) where state in ('active', 'reserved');
