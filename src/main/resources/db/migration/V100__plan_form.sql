-- Forms (表单) that came with a plan, for good: a task keeps the one that it was opened with.
create table form_text (
    -- Its key, an @ and the SHA-256 of its content.
    ref     text primary key,
    content text not null
);
-- Those that a version brought, by key: its digest covers them.
alter table plan_version add column forms text[] not null default '{}';
