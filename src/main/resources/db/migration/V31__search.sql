-- A search looks at the newest first and stops when a page is full.
create index task_opened on task (opened_at desc, id);
create index task_order on task (order_id) where order_id is not null;
