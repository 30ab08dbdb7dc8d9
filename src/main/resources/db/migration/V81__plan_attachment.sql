-- The signed text of a version (签发文本) and what else belongs to it.
create table plan_attachment (
    id          uuid primary key,
    plan_key    text        not null,
    version     int         not null,
    -- signed: the text as it was signed; other.
    kind        text        not null,
    name        text        not null,
    media_type  text        not null,
    size        bigint      not null,
    digest      text        not null,
    uploaded_at timestamptz not null,
    uploaded_by text        not null,
    unit        text        not null,
    foreign key (plan_key, version) references plan_version
);
create index plan_attachment_version on plan_attachment (plan_key, version, uploaded_at);
create index plan_attachment_digest on plan_attachment (digest);

-- Every file that a row names, of whatever it is part: what lies on the disk and is not here may be taken away.
create view attachment_file as
    select digest, size from task_attachment
    union all
    select digest, size from plan_attachment;
