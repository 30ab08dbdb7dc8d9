-- A sample incident (示例) is fed with made-up readings, so that the whole path can be seen; there is one at a time.
alter table incident add column sample boolean not null default false;
create unique index incident_one_sample on incident (sample) where sample;

-- How far the feed is. In the database, so that it goes on after a restart, and a reading is fed once on any number of nodes.
create table incident_sample (
    incident_id uuid primary key references incident,
    started_at  timestamptz not null,
    started_by  text        not null,
    fed         int         not null,
    stopped_at  timestamptz
);
