-- The address of a calendar (日历地址): a token that reads the calendar of plans and nothing else.
alter table access_token drop constraint access_token_scope_check;
alter table access_token add constraint access_token_scope_check check (scope in ('read', 'act', 'calendar'));
