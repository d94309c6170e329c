-- What a run was asked for, with every figure of its machine, as the one text that its wire form has. A text and not
-- jsonb, which would not keep the order. Runs from before have none: their figures are taken from the preset when they
-- are carried out, as they always were.
create table run_requests (
    run_id  text primary key references runs (id) on delete cascade,
    request text not null
);
