create table incident (
    id            uuid primary key,
    request_id    text unique,
    number        text        not null unique,
    title         text        not null,
    hazard        text        not null,
    occurred_at   timestamptz not null,
    place_name    text        not null,
    district_code text,
    longitude     numeric(9, 6),
    latitude      numeric(9, 6),
    source        text        not null,
    reported_at   timestamptz not null,
    reported_by   text        not null,
    reporter_unit text        not null
);
create index incident_reported on incident (reported_at desc);

-- Running number per year and hazard.
create table incident_number (
    year   int  not null,
    hazard text not null,
    last   int  not null,
    primary key (year, hazard)
);

-- What was observed when; never changed.
create table incident_observation (
    id          uuid primary key,
    incident_id uuid        not null references incident,
    observed_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by text        not null,
    source      text        not null,
    facts       jsonb       not null
);
create index incident_observation_time on incident_observation (incident_id, observed_at, recorded_at);

-- A threshold reached (达到启动条件): stays undecided until somebody launches, raises or declines.
create table incident_crossing (
    id           uuid primary key,
    incident_id  uuid        not null references incident,
    plan_key     text        not null,
    plan_version int         not null,
    level        text        not null,
    rank         int         not null,
    reasons      jsonb       not null,
    reached_at   timestamptz not null,
    lapsed_at    timestamptz,
    decided_at   timestamptz,
    decided_by   text,
    decision     text,
    reason       text
);
create unique index incident_crossing_undecided on incident_crossing (incident_id, plan_key) where decided_at is null;
create index incident_crossing_incident on incident_crossing (incident_id, reached_at);
