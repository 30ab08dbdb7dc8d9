-- The record (审计记录): who did what, when, from where, with what result. See docs/adr/0008-record-in-lanes.md.

-- Several chains, so that not every writer waits for every other. The head of each is locked from the writing of an
-- entry to the commit of its transaction.
create table audit_lane (
    lane integer primary key,
    seq  bigint  not null,
    hash bytea   not null
) with (fillfactor = 10);

insert into audit_lane (lane, seq, hash)
select lane, 0, decode(repeat('00', 32), 'hex') from generate_series(0, 15) as lane;

create table audit_entry (
    lane        integer     not null,
    seq         bigint      not null,
    at          timestamptz not null,
    node        text        not null,
    actor       text        not null,
    actor_name  text        not null,
    unit        text        not null,
    posts       text        not null,
    origin      text        not null,
    type        text        not null,
    result      text        not null,
    incident_id uuid,
    response_id uuid,
    task_id     uuid,
    detail      text        not null,
    algorithm   text        not null,
    previous    bytea       not null,
    hash        bytea       not null,
    primary key (lane, seq)
);

create index audit_entry_at on audit_entry (at desc, lane, seq);
create index audit_entry_actor on audit_entry (actor, at desc);

-- Up to where a chain was retired after its time of keeping: its verification starts there.
create table audit_retired (
    lane       integer     not null,
    seq        bigint      not null,
    hash       bytea       not null,
    retired_at timestamptz not null default clock_timestamp(),
    retired_by text        not null default session_user,
    primary key (lane, seq)
);

-- A text with its length before it, so that no two entries have the same bytes.
create function audit_field(value text) returns bytea language sql stable parallel safe
return case when value is null then int4send(-1)
    else int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8') end;

-- What an entry is hashed over: Java's ChainHash says the same.
create function audit_bytes(e audit_entry) returns bytea language sql stable parallel safe
return audit_field('fengsui-audit-1') || e.previous || int4send(e.lane) || int8send(e.seq)
    || int8send((extract(epoch from e.at) * 1000000)::bigint)
    || audit_field(e.node) || audit_field(e.actor) || audit_field(e.actor_name) || audit_field(e.unit)
    || audit_field(e.posts) || audit_field(e.origin) || audit_field(e.type) || audit_field(e.result)
    || audit_field(e.incident_id::text) || audit_field(e.response_id::text) || audit_field(e.task_id::text)
    || audit_field(e.detail) || audit_field(e.algorithm);

-- Appends to the chain. It runs with the rights of the owner: whoever writes needs the right to insert entries and none
-- on the heads, and cannot choose the place of an entry.
create function audit_append() returns trigger language plpgsql security definer as $$
begin
    select seq + 1, hash into new.seq, new.previous from audit_lane where lane = new.lane for update;
    if not found then
        raise exception 'the record has no lane %', new.lane;
    end if;
    new.algorithm := 'SHA-256';
    new.hash := sha256(audit_bytes(new));
    update audit_lane set seq = new.seq, hash = new.hash where lane = new.lane;
    return new;
end $$;

create function audit_keep() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('fengsui.retiring', true) = 'on' then
        return null;
    end if;
    raise exception 'the record can only be added to (% on %)', tg_op, tg_table_name;
end $$;

create trigger audit_append before insert on audit_entry for each row execute function audit_append();
create trigger audit_keep before update or delete or truncate on audit_entry
    for each statement execute function audit_keep();
create trigger audit_keep before delete or truncate on audit_lane for each statement execute function audit_keep();
create trigger audit_keep before update or delete or truncate on audit_retired
    for each statement execute function audit_keep();

-- Removes the beginning of a chain, up to an entry that is anchored, when it has been kept for long enough. For the
-- owner of the tables; docs/operations.md tells how.
create function audit_retire(up_to_lane integer, up_to_seq bigint) returns bigint language plpgsql as $$
declare
    last audit_entry;
    removed bigint;
begin
    select * into last from audit_entry where lane = up_to_lane and seq = up_to_seq;
    if not found then
        raise exception 'the record has no entry %-%', up_to_lane, up_to_seq;
    end if;
    if exists (select from audit_entry where lane = up_to_lane and seq <= up_to_seq
               and at > clock_timestamp() - interval '6 months') then
        raise exception 'entries are kept for six months at least';
    end if;
    insert into audit_retired (lane, seq, hash) values (last.lane, last.seq, last.hash);
    perform set_config('fengsui.retiring', 'on', true);
    delete from audit_entry where lane = up_to_lane and seq <= up_to_seq;
    get diagnostics removed = row_count;
    perform set_config('fengsui.retiring', '', true);
    return removed;
end $$;

revoke all on function audit_append() from public;
revoke all on function audit_retire(integer, bigint) from public;

-- A function with its owner's rights looks in this schema only: no table that the caller made comes before.
do $$ begin
    execute format('alter function audit_append() set search_path = pg_catalog, %I, pg_temp', current_schema());
end $$;
