-- The life of a version (预案版本): it is written, submitted, reviewed and approved before it reaches the engine.
alter table plan_version
    alter column process_id drop not null,
    alter column decision_id drop not null,
    alter column published_at drop not null,
    -- Who writes it (编制人); 'system' for a reference model that was shipped.
    add column writer text,
    add column writer_unit text,
    add column drafted_at timestamptz,
    add column shipped boolean;
-- Until now the server itself published what was shipped with it, and nothing else.
update plan_version set writer = 'system', writer_unit = '', drafted_at = published_at, shipped = true;
alter table plan_version
    alter column writer set not null,
    alter column writer_unit set not null,
    alter column drafted_at set not null,
    alter column shipped set not null,
    add constraint plan_version_status check (status in ('draft', 'submitted', 'reviewed', 'approved', 'published',
        'superseded', 'withdrawn')),
    add constraint plan_version_deployed check (status not in ('published', 'superseded')
        or process_id is not null and decision_id is not null and published_at is not null);
create unique index plan_version_in_force on plan_version (plan_key) where status = 'published';
create unique index plan_version_in_making on plan_version (plan_key)
    where status in ('draft', 'submitted', 'reviewed', 'approved');

-- Who did what with a version, when, under which post and with what words. Never changed, never deleted.
create table plan_step (
    id         bigint generated always as identity primary key,
    plan_key   text        not null,
    version    int         not null,
    type       text        not null,
    at         timestamptz not null,
    actor      text        not null,
    -- As it was at that time; a deputy's says whom for (代).
    actor_name text        not null,
    unit       text        not null,
    post       text        not null,
    comment    text        not null,
    -- Of the content that the step is about: what was signed stays known when a draft is replaced.
    digest     text        not null,
    foreign key (plan_key, version) references plan_version
);
create index plan_step_version on plan_step (plan_key, version, id);
insert into plan_step (plan_key, version, type, at, actor, actor_name, unit, post, comment, digest)
    select plan_key, version, 'shipped', published_at, 'system', '系统', '', '', '', digest
    from plan_version order by published_at, plan_key, version;

-- A reference model that came with a newer program, where the site has a version of its own: offered, never forced.
create table plan_offer (
    plan_key   text primary key,
    bpmn       text        not null,
    dmn        text        not null,
    digest     text        not null,
    offered_at timestamptz not null
);
