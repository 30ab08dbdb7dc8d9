-- What reviewers and writers say about a version while it is made, and the answers. Kept when it is published.
create table plan_comment (
    id               uuid primary key,
    plan_key         text        not null,
    version          int         not null,
    -- The comment that this one answers; null for one that stands by itself.
    answers          uuid        references plan_comment,
    -- What it is about: plan, level, trigger, action, or clause; and which, by its code, id, key, or number.
    about            text        not null,
    target           text        not null,
    -- The target's name as it was: it may be gone from the next draft.
    target_name      text        not null,
    text             text        not null,
    -- Of the content that was commented on.
    digest           text        not null,
    at               timestamptz not null,
    actor            text        not null,
    actor_name       text        not null,
    unit             text        not null,
    resolved_at      timestamptz,
    resolved_by      text,
    resolved_by_name text,
    foreign key (plan_key, version) references plan_version
);
create index plan_comment_version on plan_comment (plan_key, version, at);
