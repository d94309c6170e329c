-- What users have given their runs to read. Equal bytes of a user are there once; nobody else is asked for them. They
-- go with the last run that reads them, and after a while if none ever did.
create table user_inputs (
    user_id     text not null references users (id),
    digest      text not null,
    bytes       bigint not null,
    packed      bytea not null,
    uploaded_at timestamptz not null default now(),
    primary key (user_id, digest)
);
create index user_inputs_by_age on user_inputs (uploaded_at);

-- What a run reads, by the names under which its program finds it; the empty name is standard input. The owner is
-- null where the bytes are a file of the run's bundle.
create table run_inputs (
    run_id   text not null references runs (id) on delete cascade,
    name     text not null,
    digest   text not null,
    bytes    bigint not null,
    owner_id text,
    primary key (run_id, name),
    foreign key (owner_id, digest) references user_inputs (user_id, digest)
);
create index run_inputs_by_contents on run_inputs (owner_id, digest);

-- They count among what their user keeps.
create function note_input_room() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into room_changes values (new.user_id, 0, 0, octet_length(new.packed));
    else
        insert into room_changes values (old.user_id, 0, 0, -octet_length(old.packed));
    end if;
    return null;
end $$;

create trigger user_inputs_take_room after insert or delete on user_inputs
    for each row execute function note_input_room();
