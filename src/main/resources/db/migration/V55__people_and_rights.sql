-- One row: its lock lets one change of units, people and rights happen at a time, on all nodes; its number tells every
-- node when to read the units anew. A sequence, so that a change that was rolled back never lends its number to another.
create sequence organization_version_number;
create table organization_version (
    only_row boolean primary key default true check (only_row),
    version  bigint not null
);
insert into organization_version (version) values (nextval('organization_version_number'));

-- A unit is never deleted: records name it for good.
alter table organization_unit add column retired_at timestamptz;

alter table organization_account
    add column phone          text not null default '',
    -- A move (调动) to come: from this moment the person belongs to the next unit, without anybody doing anything.
    add column next_unit_code text references organization_unit,
    add column moves_at       timestamptz,
    add column left_at        timestamptz,
    add constraint organization_account_move check ((next_unit_code is null) = (moves_at is null));
create index organization_account_unit on organization_account (unit_code);

-- Posts granted (授权) by the security administrator. Rows are ended, never changed or deleted.
create table organization_grant (
    id         bigint generated always as identity primary key,
    username   text not null references organization_account,
    post       text not null,
    -- Where it is held.
    unit_code  text not null references organization_unit,
    from_at    timestamptz not null,
    -- As granted; null = until further notice.
    until_at   timestamptz,
    granted_by text not null,
    granted_at timestamptz not null,
    -- Ended otherwise than granted, perhaps in time to come (a move): withdrawn, moved or left.
    ended_at   timestamptz,
    ended_by   text,
    end_reason text,
    ends_at    timestamptz generated always as (least(until_at, ended_at)) stored
);
create index organization_grant_person on organization_grant (username);
create index organization_grant_post on organization_grant (post);
insert into organization_grant (username, post, unit_code, from_at, granted_by, granted_at)
    select username, unnest(posts), unit_code, created_at, 'system', created_at from organization_account;
alter table organization_account drop column posts;

-- Deputies (代理): who holds another's post for a time. Never longer than the other holds it.
create table organization_deputy (
    id        bigint generated always as identity primary key,
    principal text not null references organization_account,
    deputy    text not null references organization_account,
    post      text not null,
    from_at   timestamptz not null,
    until_at  timestamptz not null,
    made_by   text not null,
    made_at   timestamptz not null,
    ended_at  timestamptz,
    ended_by  text,
    ends_at   timestamptz generated always as (least(until_at, ended_at)) stored,
    check (principal <> deputy)
);
create index organization_deputy_deputy on organization_deputy (deputy);
create index organization_deputy_principal on organization_deputy (principal);

-- What was done to whom and by whom: person or unit.
create table organization_history (
    id        bigint generated always as identity primary key,
    at        timestamptz not null,
    actor     text not null,
    kind      text not null,
    subject   text not null,
    type      text not null,
    arguments text[] not null
);
create index organization_history_subject on organization_history (kind, subject, id);

-- Everybody as of a moment: the one place that knows which posts are held then.
create function organization_people(moment timestamptz)
    returns table (username text, display_name text, phone text, unit_code text, next_unit_code text,
                   moves_at timestamptz, left_at timestamptz, posts text[], deputised text[], principals text[])
    language sql stable
as $$
    select a.username, a.display_name, a.phone,
           case when a.moves_at <= moment then a.next_unit_code else a.unit_code end,
           case when a.moves_at > moment then a.next_unit_code end,
           case when a.moves_at > moment then a.moves_at end,
           a.left_at,
           array(select distinct g.post from organization_grant g
                 where g.username = a.username and g.from_at <= moment and (g.ends_at is null or g.ends_at > moment)),
           array(select d.post from organization_deputy d
                 where d.deputy = a.username and d.from_at <= moment and d.ends_at > moment
                   and exists (select from organization_grant g where g.username = d.principal and g.post = d.post
                               and g.from_at <= moment and (g.ends_at is null or g.ends_at > moment))
                 order by d.id),
           array(select p.display_name from organization_deputy d
                 join organization_account p on p.username = d.principal
                 where d.deputy = a.username and d.from_at <= moment and d.ends_at > moment
                   and exists (select from organization_grant g where g.username = d.principal and g.post = d.post
                               and g.from_at <= moment and (g.ends_at is null or g.ends_at > moment))
                 order by d.id)
    from organization_account a
$$;
