create table response (
    id                  uuid primary key,
    request_id          text        not null unique,
    number              text        not null unique,
    incident_id         uuid        not null references incident,
    plan_key            text        not null,
    plan_version        int         not null,
    level               text        not null,
    status              text        not null,
    scope               text[]      not null,
    situations          text[]      not null,
    exercise            boolean     not null,
    reason              text        not null,
    requested_at        timestamptz not null,
    requested_by        text        not null,
    activated_at        timestamptz,
    level_since         timestamptz,
    ended_at            timestamptz,
    end_reason          text,
    closed_at           timestamptz,
    process_instance_id text
);
create index response_incident on response (incident_id);
create index response_running on response (requested_at) where closed_at is null;

-- A signature asked for and given (批准): launching, changing level, ending.
create table response_approval (
    id              uuid primary key,
    response_id     uuid        not null references response,
    kind            text        not null,
    level           text        not null,
    posts           text[]      not null,
    reason          text        not null,
    requested_at    timestamptz not null,
    requested_by    text        not null,
    decided_at      timestamptz,
    decided_by      text,
    decided_post    text,
    decision        text,
    comment         text,
    oral_by         text,
    oral_at         timestamptz,
    written_due_at  timestamptz,
    written_overdue_at timestamptz,
    written_at      timestamptz,
    written_by      text
);
create unique index response_approval_pending on response_approval (response_id) where decided_at is null;
create index response_approval_written on response_approval (written_due_at) where oral_at is not null and written_at is null;

-- Orders (指令) of the command post.
create table response_order (
    id          uuid primary key,
    request_id  text        not null unique,
    response_id uuid        not null references response,
    number      int         not null,
    title       text        not null,
    text        text        not null,
    issued_at   timestamptz not null,
    issued_by   text        not null,
    unique (response_id, number)
);

-- Who did what when; written in the transaction of what it records, never changed.
create table response_timeline (
    id          bigint generated always as identity primary key,
    incident_id uuid        not null references incident,
    -- Null for what concerns the incident as a whole.
    response_id uuid references response,
    at          timestamptz not null,
    actor       text        not null,
    unit        text        not null,
    type        text        not null,
    arguments   text[]      not null,
    ref         text
);
create index response_timeline_response on response_timeline (response_id, id);
create index response_timeline_incident on response_timeline (incident_id, id);
