-- What lists and rules ask of a version, so that no model is read for it: who approves it, what falls due by when, and whom
-- it gives something to do. Null in entries that an older program made, until they are made anew at the next start.
alter table plan_entry
    add column notice text,
    add column cumulative boolean,
    add column drill_months int,
    add column drill_clause text,
    -- Codes of the units; * for every district.
    add column duties text[];
create index plan_entry_duties on plan_entry using gin (duties);
