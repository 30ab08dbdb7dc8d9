-- Units (单位): city, headquarters, departments, districts. A unit keeps its code for life.
create table organization_unit (
    code        text primary key,
    name        text not null,
    name_en     text not null,
    parent_code text references organization_unit,
    kind        text not null,
    ordinal     int  not null
);

-- Accounts: one person at a post in a unit.
create table organization_account (
    username      text primary key,
    display_name  text not null,
    unit_code     text not null references organization_unit,
    posts         text[] not null,
    password_hash text not null,
    created_at    timestamptz not null
);

-- Bearer tokens of the API; the token itself is never stored.
create table organization_token (
    hash       text primary key,
    username   text not null references organization_account,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index organization_token_expiry on organization_token (expires_at);
