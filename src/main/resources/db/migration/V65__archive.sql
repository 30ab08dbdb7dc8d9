-- When an incident left the default lists (归档): nothing of it is deleted. See docs/adr/0010-archive.md.
alter table incident add column archived_at timestamptz;
create index incident_current on incident (reported_at desc, id) where archived_at is null;
create index incident_archived on incident (reported_at desc, id) where archived_at is not null;

-- Marks of what was sent are forgotten by age.
create index task_request_at on task_request (at);

-- What still runs, and a list of responses in its own order, however many are closed.
create index response_open on response (requested_at desc) where closed_at is null and status <> 'rejected';
create index response_list on response ((case status when 'active' then 0 when 'awaiting-approval' then 1
    when 'ended' then 2 else 3 end), requested_at desc, id);
