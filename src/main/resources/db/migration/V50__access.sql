-- Passwords leave the table of people: who somebody is belongs to the organisation, how they come in to access.
create table access_password (
    username   text primary key references organization_account on delete cascade,
    hash       text not null,
    changed_at timestamptz not null,
    -- Set by somebody else: to be changed at the next sign-in.
    initial    boolean not null default false,
    -- Earlier hashes, the newest first.
    earlier    text[] not null default '{}'
);
insert into access_password (username, hash, changed_at)
    select username, password_hash, created_at from organization_account;
alter table organization_account drop column password_hash;

-- Sessions (会话) of the pages, seen by all nodes. What the cookie holds is stored hashed.
create table access_session (
    id           uuid primary key,
    secret_hash  text not null unique,
    created_at   timestamptz not null,
    seen_at      timestamptz not null,
    -- Empty until somebody has signed in.
    username     text,
    signed_in_at timestamptz,
    address      text,
    device       text
);
create index access_session_username on access_session (username);
create index access_session_seen on access_session (seen_at);
create table access_session_attribute (
    session_id uuid not null references access_session on delete cascade,
    name       text not null,
    value      bytea not null,
    primary key (session_id, name)
);

-- Sign-ins that failed, or are under way: each one counts until it has succeeded.
create table access_attempt (
    kind     text not null,
    key      text not null,
    failures int  not null,
    last_at  timestamptz not null,
    primary key (kind, key)
);
create index access_attempt_last on access_attempt (last_at);

-- Browsers and programs from which somebody has signed in: the guesses of others do not keep them out.
create table access_device (
    hash     text not null,
    username text not null references organization_account on delete cascade,
    used_at  timestamptz not null,
    primary key (hash, username)
);
create index access_device_used on access_device (used_at);
