-- What was done with a version of a plan, and on which day (印发、备案、公布、评估、演练). Nothing is changed or deleted: what was
-- recorded in error is struck, with the reason.
create table plan_date (
    id            uuid primary key,
    plan_key      text        not null,
    version       int         not null,
    kind          text        not null check (kind in ('printing', 'filing', 'release', 'withheld', 'evaluation', 'drill')),
    held_on       date        not null,
    -- Of a printing, the document number (文号); may be empty.
    number        text        not null,
    note          text        not null,
    recorded_by   text        not null,
    recorded_at   timestamptz not null,
    struck_by     text,
    struck_at     timestamptz,
    struck_reason text,
    foreign key (plan_key, version) references plan_version
);
create index plan_date_plan on plan_date (plan_key, kind, held_on);
-- A version is printed, filed and made public once.
create unique index plan_date_once on plan_date (plan_key, version, (case kind when 'withheld' then 'release' else kind end))
    where struck_at is null and kind in ('printing', 'filing', 'release', 'withheld');

-- Whether a plan is one against accidents of work (生产安全事故应急条例), as somebody said; no row = as we assume by its hazard.
create table plan_safety (
    plan_key    text        primary key,
    safety      text        not null check (safety in ('none', 'government', 'high-risk')),
    recorded_by text        not null,
    recorded_at timestamptz not null
);

-- A revision that has become necessary (修订). It is over when a later version is in force, or when it was ended by hand.
create table plan_revision (
    id         uuid primary key,
    plan_key   text        not null,
    -- In force when the reason came up.
    version    int         not null,
    reason     text        not null,
    text       text        not null,
    matters    text[]      not null,
    wanted_on  date,
    opened_by  text        not null,
    opened_at  timestamptz not null,
    ended_by   text,
    ended_at   timestamptz,
    ended_text text,
    foreign key (plan_key, version) references plan_version
);
create index plan_revision_open on plan_revision (plan_key) where ended_at is null;
