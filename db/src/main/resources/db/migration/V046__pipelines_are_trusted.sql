-- Pipelines that a project trusts by what their CI's identity provider says of them. No secret is stored.
create table pipeline_trusts (
    number       bigint generated always as identity unique,
    id           text primary key,
    project_id   text not null references projects (id) on delete cascade,
    -- Who made it: pipelines do what they may, and what is uploaded is theirs.
    user_id      text not null references users (id),
    name         text not null,
    issuer       text not null,
    -- What a token has to say, by claim: a text, or one that ends with a star.
    claims       jsonb not null,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz,
    last_subject text
);
create index pipeline_trusts_by_project on pipeline_trusts (project_id, number);
create index pipeline_trusts_by_user on pipeline_trusts (user_id);
