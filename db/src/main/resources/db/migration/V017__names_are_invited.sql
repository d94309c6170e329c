-- Whoever invites is told the same of a name that somebody has and of one that nobody has. So a name is kept, and no
-- user of it if there was none: who gets that name later was not invited.
alter table partition_users add column name text;
update partition_users i set name = w.name from users w where w.id = i.user_id;
alter table partition_users drop constraint partition_users_pkey;
alter table partition_users alter column user_id drop not null, alter column name set not null,
    add primary key (partition_id, name);

alter table co_run_members add column name text;
update co_run_members m set name = w.name from users w where w.id = m.user_id;
alter table co_run_members drop constraint co_run_members_pkey;
alter table co_run_members alter column user_id drop not null, alter column name set not null,
    add primary key (co_run_id, place);
