-- Whether a file still belongs to a task is asked for every file that lies on the disk.
create index task_attachment_digest on task_attachment (digest);
