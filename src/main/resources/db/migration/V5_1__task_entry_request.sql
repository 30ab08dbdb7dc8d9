-- Makes a progress report that is sent twice one report.
alter table task_entry add column request_id text;
create unique index task_entry_request on task_entry (task_id, request_id) where request_id is not null;
