-- Tokens (令牌) of the API move to access, and get a name, a scope and the time of their last use.
create table access_token (
    id         uuid primary key,
    hash       text not null unique,
    username   text not null references organization_account on delete cascade,
    name       text not null,
    -- read: reads only; act: whatever its owner may do.
    scope      text not null check (scope in ('read', 'act')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index access_token_username on access_token (username);
create index access_token_expiry on access_token (expires_at);
insert into access_token (id, hash, username, name, scope, created_at, expires_at)
    select gen_random_uuid(), hash, username, '', 'act', created_at, expires_at from organization_token;
drop table organization_token;

-- A published password of demo data never expires.
alter table access_password alter column changed_at drop not null;
