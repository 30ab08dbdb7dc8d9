-- A threshold of an automatic level (随信号) is reached beside a graver one that people left undecided and that holds no
-- more: of either kind one at most waits for its decision.
drop index incident_crossing_undecided;
create unique index incident_crossing_undecided on incident_crossing (incident_id, plan_key, automatic)
    where decided_at is null;
