-- Who a user is at the identity provider: the issuer and its name for them, which never changes. Never an address or a
-- name that others can have later.
alter table users
    add column issuer  text,
    add column subject text,
    add constraint users_identity check ((issuer is null) = (subject is null)),
    add constraint users_by_identity unique (issuer, subject);
