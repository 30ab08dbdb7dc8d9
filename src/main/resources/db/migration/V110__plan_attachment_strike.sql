-- A file belongs to what the version said when it came: a text that was signed is not the signed text of a later draft.
-- What was attached in error is struck, with the reason; as with the dates of a plan (plan_date) nothing is deleted.
alter table plan_attachment
    add column content_digest text,
    add column struck_by text,
    add column struck_at timestamptz,
    add column struck_reason text;
update plan_attachment as a set content_digest = coalesce(
    (select s.digest from plan_step s where s.plan_key = a.plan_key and s.version = a.version and s.at <= a.uploaded_at
        order by s.id desc limit 1),
    (select v.digest from plan_version v where v.plan_key = a.plan_key and v.version = a.version));
alter table plan_attachment alter column content_digest set not null;
