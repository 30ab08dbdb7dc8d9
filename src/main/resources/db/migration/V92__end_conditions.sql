-- What was confirmed of the plan's conditions for ending (终止条件) when the end was asked for, and why it is asked for
-- although something was not. Null where nobody was asked to confirm anything.
alter table response_approval add column conditions text[];
alter table response_approval add column unmet_reason text;
