-- Counts the changes of a webhook.
alter table webhooks add column revision bigint not null default 1;
