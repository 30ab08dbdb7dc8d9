-- Invitations (邀请): the link with which somebody sets the first password, or a new one. Stored hashed, used once.
create table access_invitation (
    hash       text primary key,
    username   text not null references organization_account on delete cascade,
    invited_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index access_invitation_username on access_invitation (username);

-- The first start of a site (首次启动): who knows one of these may lay down the first administrators, once.
create table access_setup (
    hash       text primary key,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
