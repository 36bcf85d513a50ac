-- migrate:up
-- How far each projection is with a repository's newest stream, as its import tells; the projections hold the truth.
create table record.stream (
  workspace_id uuid not null,
  repository_id uuid not null,
  subgraph text not null check (subgraph in ('developers', 'teams', 'analytics', 'predictions')),
  generation uuid not null,
  applied_through integer not null,
  -- Set while the stream is halted there; the batch is null where names or the files at the head could not be read.
  halted_code text,
  halted_batch integer,
  halted_at timestamptz,
  primary key (workspace_id, repository_id, subgraph),
  foreign key (workspace_id, repository_id) references record.repository on delete cascade
);

alter table record.stream enable row level security;
create policy workspace_isolation on record.stream
  using (workspace_id = nullif(current_setting('trellis.workspace', true), '')::uuid)
  with check (workspace_id = nullif(current_setting('trellis.workspace', true), '')::uuid);
grant select, insert, update, delete on record.stream to trellis_integrations;

-- migrate:down
drop table record.stream;
