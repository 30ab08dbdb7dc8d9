-- A unit task (单位任务): one turn of an action, or an order, for one unit.
create table task (
    id                uuid primary key,
    response_id       uuid        not null,
    exercise          boolean     not null,
    action_key        text,
    order_id          uuid,
    turn              int         not null,
    title             text        not null,
    text              text        not null,
    kind              text        not null,
    phase             text        not null,
    unit              text        not null,
    -- The unit that the plan names; stays when the task is handed to another unit.
    planned_unit      text        not null,
    supporting        text[]      not null,
    level             text        not null,
    clause            text        not null,
    work_group        text        not null,
    form              text        not null,
    evidence          text        not null,
    note              text        not null,
    opened_at         timestamptz not null,
    opened_by         text        not null,
    receipt_seconds   bigint,
    receipt_assumed   boolean     not null,
    receipt_due_at    timestamptz,
    -- When the office is told of an overdue receipt: the leader has had as long as the unit had.
    office_due_at     timestamptz,
    received_at       timestamptz,
    received_by       text,
    due_seconds       bigint,
    due_assumed       boolean     not null,
    due_at            timestamptz,
    recurs            boolean     not null,
    every_seconds     bigint,
    next_turn_at      timestamptz,
    handler           text,
    completed_at      timestamptz,
    completed_by      text,
    result            text,
    form_values       jsonb,
    returned_at       timestamptz,
    returned_by       text,
    return_reason     text,
    return_settled_at timestamptz,
    withdrawn_at      timestamptz,
    withdrawn_by      text,
    withdrawn_code    text,
    withdrawn_reason  text,
    missed_at         timestamptz,
    leader_told_at    timestamptz,
    office_told_at    timestamptz,
    chased_at         timestamptz,
    chase_reason      text,
    chase_answered_at timestamptz,
    -- The engine's user task that this turn stands for; null once the action has left the engine, and for orders.
    token             text unique,
    -- The next moment at which the clock acts on this task; null = never. The sweep reads only this.
    alarm_at          timestamptz generated always as (least(
        next_turn_at,
        case when completed_at is null and withdrawn_at is null and returned_at is null then least(
            case when received_at is not null or office_told_at is not null then null
                 when leader_told_at is null then receipt_due_at
                 else office_due_at end,
            case when chased_at is null then due_at end) end)) stored
);
create index task_response on task (response_id, opened_at);
create index task_alarm on task (alarm_at) where alarm_at is not null;
create index task_unit_open on task (unit) where completed_at is null and withdrawn_at is null and returned_at is null;
create index task_unit_closed on task (unit, completed_at desc) where completed_at is not null;
create index task_supporting on task using gin (supporting);
-- One running turn per action and unit.
create unique index task_running on task (response_id, action_key, planned_unit)
    where action_key is not null and completed_at is null and withdrawn_at is null and returned_at is null;

-- What happened on a task: progress, hand-over, chase-up and its answer.
create table task_entry (
    id      bigint generated always as identity primary key,
    task_id uuid        not null references task,
    at      timestamptz not null,
    actor   text        not null,
    unit    text        not null,
    type    text        not null,
    text    text        not null,
    -- Makes a progress report that is sent twice one report.
    request_id text
);
create index task_entry_task on task_entry (task_id, id);
create unique index task_entry_request on task_entry (task_id, request_id) where request_id is not null;

create table task_attachment (
    id          uuid primary key,
    task_id     uuid        not null references task,
    name        text        not null,
    media_type  text        not null,
    size        bigint      not null,
    digest      text        not null,
    uploaded_at timestamptz not null,
    uploaded_by text        not null,
    unit        text        not null
);
create index task_attachment_task on task_attachment (task_id, uploaded_at);
