-- Every past lease stays: whoever looks for those that are not over must not read them all. Leases that wait are not
-- over either, and the look for what has run out asks for them too.
create index partitions_not_over on partitions (machine) where state in ('active', 'reserved', 'waiting');
drop index partitions_open;
