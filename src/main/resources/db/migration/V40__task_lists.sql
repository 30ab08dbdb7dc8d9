-- Which units take part in a response, leading or supporting: asked for every page and every signal, and never taken
-- back, since a task keeps its unit.
create table task_party (
    unit        text not null,
    response_id uuid not null,
    primary key (unit, response_id)
);
insert into task_party (unit, response_id) select distinct unnest(supporting || unit), response_id from task;
create index task_party_response on task_party (response_id);

-- What is finished grows for years: a unit's list of it is read from here, the latest first, and never sorted whole.
drop index task_unit_closed;
create index task_unit_past on task (unit, coalesce(completed_at, withdrawn_at) desc nulls first)
    where completed_at is not null or withdrawn_at is not null or return_settled_at is not null;
create index task_unit_pending on task (unit)
    where completed_at is null and withdrawn_at is null and return_settled_at is null;
create index task_unit_withdrawn on task (unit) where withdrawn_at is not null;
create index task_unit_returned on task (unit) where returned_at is not null;
create index task_supporting_open on task using gin (supporting)
    where completed_at is null and withdrawn_at is null and returned_at is null;
-- What the command post has to see to.
create index task_needing on task (opened_at)
    where completed_at is null and withdrawn_at is null and return_settled_at is null
        and (returned_at is not null or office_told_at is not null or chased_at is not null);
