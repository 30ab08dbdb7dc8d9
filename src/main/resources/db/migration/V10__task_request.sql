-- What a person sent about tasks under a mark of their own choice: the same again, however late, changes nothing.
create table task_request (
    actor      text        not null,
    request_id text        not null,
    -- receipt, receipts, progress, completion, return, handover or chase-answer
    kind       text        not null,
    -- Null for several receipts at once.
    task_id    uuid        references task,
    -- SHA-256 of what was sent, so that something else under the same mark is noticed; null where it was not kept.
    digest     text,
    at         timestamptz not null,
    primary key (actor, request_id)
);

insert into task_request (actor, request_id, kind, task_id, at)
    select distinct on (actor, request_id) actor, request_id, 'progress', task_id, at
    from task_entry where request_id is not null order by actor, request_id, id;
alter table task_entry drop column request_id;
