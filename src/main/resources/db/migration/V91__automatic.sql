-- A level that starts and ends by itself (启动与解除随信号): its threshold, and the response that nobody has touched since.
alter table incident_crossing add column automatic boolean not null default false;
create index incident_crossing_automatic on incident_crossing (reached_at) where automatic and decided_at is null;
alter table response add column automatic boolean not null default false;
create index response_automatic on response (id) where automatic and status = 'active';

-- Reasons now say which starting condition they are part of, and how many of its conditions hold.
update incident_crossing set reasons = (select coalesce(jsonb_agg(jsonb_build_object('trigger', '', 'track', '',
    'met', 1, 'need', 1, 'of', 1) || one), '[]') from jsonb_array_elements(reasons) as one);
