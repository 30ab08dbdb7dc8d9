-- One row per version of a plan (预案版本); the models are kept as they were deployed.
create table plan_version (
    plan_key     text        not null,
    version      int         not null,
    name         text        not null,
    hazard       text        not null,
    status       text        not null,
    bpmn         text        not null,
    dmn          text        not null,
    digest       text        not null,
    process_id   text        not null,
    decision_id  text        not null,
    published_at timestamptz not null,
    primary key (plan_key, version)
);
