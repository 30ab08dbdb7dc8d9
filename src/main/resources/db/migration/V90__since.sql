-- From when the time to complete runs (计时起点): opening, launch, level, event or action.
alter table task add column since text not null default 'opening';
-- The action that it waits for, and its title; null for the other kinds.
alter table task add column since_action text;
alter table task add column since_title text;
-- The moment; null while the other action is not done by all who have it. What became of that action.
alter table task add column since_at timestamptz;
alter table task add column since_why text;
update task set since_at = opened_at;
-- Looked up whenever a task of the response is over.
create index task_since_awaited on task (response_id) where since = 'action' and since_at is null;
