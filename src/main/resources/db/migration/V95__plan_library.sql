-- The library of plans: what its list shows of a version, and the text that is searched. Made anew from the model
-- whenever it is missing or of another content.
create table plan_entry (
    plan_key text   not null,
    version  int    not null,
    -- Of the content that it was made from, with the number of the program's own way of making it.
    made_of  text   not null,
    type     text   not null,
    tier     text   not null,
    lead     text   not null,
    source   text   not null,
    -- Code, name, label and colour of each level, the lowest first.
    levels   text[] not null,
    actions  int    not null,
    -- Everything that can be found in it, in one width and small letters.
    text     text   not null,
    -- Its letters and pairs of letters: most Chinese words are pairs, and no extension is needed to index them.
    grams    text[] not null,
    primary key (plan_key, version),
    foreign key (plan_key, version) references plan_version on delete cascade
);
-- Kept as it is: unpacking it would take longer than searching it.
alter table plan_entry alter column text set storage external;
create index plan_entry_grams on plan_entry using gin (grams);
create index plan_version_status on plan_version (status, name, plan_key);

-- What is found, line by line, and where it stands on the plan's page.
create table plan_line (
    plan_key text not null,
    version  int  not null,
    line     int  not null,
    -- name, trigger, action, unit, duty, group, end, provision
    kind     text not null,
    place    text not null,
    -- What the line is about, e.g. an action's title; and the line itself.
    title    text not null,
    text     text not null,
    -- Both, in one width and small letters.
    search   text not null,
    primary key (plan_key, version, line),
    foreign key (plan_key, version) references plan_entry on delete cascade
);
