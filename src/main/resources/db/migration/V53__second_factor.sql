-- Second factors (双因素): the secret of an authenticator app, encrypted with a key that is not in the database.
create table access_second_factor (
    username     text primary key references organization_account on delete cascade,
    secret       text not null,
    -- Empty until its first code was shown.
    confirmed_at timestamptz,
    -- The step of the last code that was taken: no code is taken twice.
    last_step    bigint not null default 0
);

-- Recovery codes (恢复码): for a phone that is lost. Each is used once.
create table access_recovery_code (
    hash     text not null,
    username text not null references organization_account on delete cascade,
    primary key (username, hash)
);

-- Posts whose holders need a second factor, as the security administrator has decided.
create table access_demanded_post (
    post text primary key
);
