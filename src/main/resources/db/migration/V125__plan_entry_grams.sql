-- Entries are written rarely and searched often: pairs of letters that wait in a list beside the index make every search
-- read that list, and the planner leave the index alone.
alter index plan_entry_grams set (fastupdate = off);
select gin_clean_pending_list('plan_entry_grams');
