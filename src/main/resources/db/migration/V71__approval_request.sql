-- A level change or an end that is sent again, after its answer was lost, is the same request.
alter table response_approval add column request_id text;
create unique index response_approval_request on response_approval (request_id) where request_id is not null;
