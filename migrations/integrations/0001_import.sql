-- migrate:up
create schema record;

create table record.repository (
  workspace_id uuid not null,
  repository_id uuid not null,
  name text not null,
  kind text not null check (kind in ('PATH', 'URL')),
  -- A real path (the top of a working tree or a bare repository) or a URL without credentials.
  location text not null,
  -- Asked for at import; null: HEAD.
  requested_branch text,
  branch text,
  -- The generation that readers see, and the head it is complete for; null before the first import succeeded.
  generation uuid,
  head_sha text,
  head_at timestamptz,
  imported_at timestamptz,
  commit_count integer,
  created_at timestamptz not null default now(),
  primary key (workspace_id, repository_id),
  unique (workspace_id, location)
);
-- Lists are paged by name.
create index repository_by_name on record.repository (workspace_id, lower(name), repository_id);

create table record.import_run (
  workspace_id uuid not null,
  import_id uuid not null,
  repository_id uuid not null,
  kind text not null check (kind in ('current', 'past')),
  -- For kind past: the day (UTC) whose end it describes.
  until date,
  -- Counts how often the run was begun: resuming begins it again.
  attempt integer not null default 1,
  state text not null check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  phase text not null check (phase in ('PREPARING', 'READING', 'FINISHING', 'DONE')),
  generation uuid,
  head_sha text,
  from_start boolean not null default false,
  commits_total integer,
  commits_read integer not null default 0,
  commits_projected integer not null default 0,
  message text,
  error_code text,
  error_message text,
  error_remedy text,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, import_id),
  foreign key (workspace_id, repository_id) references record.repository on delete cascade
);
-- The newest run of a repository.
create index import_run_by_repository on record.import_run (workspace_id, repository_id, started_at desc);
-- One import of a repository (and one derivation of a state) at a time: a second request joins the first.
create unique index import_run_active on record.import_run (workspace_id, repository_id, kind, coalesce(until, 'epoch'))
  where state in ('QUEUED', 'RUNNING');

-- One planned reading of a range of history into a generation; it is finished before another one begins there.
create table record.reading (
  workspace_id uuid not null,
  generation uuid not null,
  ordinal integer not null,
  repository_id uuid not null,
  kind text not null check (kind in ('current', 'past')),
  -- Commits reachable from head and not from base; base null: all.
  base_sha text,
  head_sha text not null,
  head_at timestamptz not null,
  -- The analysed branch; null: a detached HEAD or a commit.
  branch text,
  commits integer not null,
  segment_size integer not null,
  -- Attributes, depth of the clone and rules under which paths were classified; another value needs a new generation.
  fingerprint text not null,
  -- Object with all files at the head and their classes.
  head_key text not null,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  primary key (workspace_id, generation, ordinal),
  foreign key (workspace_id, repository_id) references record.repository on delete cascade
);
create index reading_by_repository on record.reading (workspace_id, repository_id);

-- The manifest: a row is inserted after its object was uploaded and takes the stream's next number.
create table record.batch (
  workspace_id uuid not null,
  generation uuid not null,
  number integer not null,
  ordinal integer not null,
  segment integer not null,
  part integer not null,
  object_key text not null,
  text_key text not null,
  commits integer not null,
  -- The last part of its segment: the segment is read whole.
  is_last boolean not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, generation, number),
  unique (workspace_id, generation, ordinal, segment, part),
  foreign key (workspace_id, generation, ordinal) references record.reading on delete cascade
);

create table record.limitation (
  workspace_id uuid not null,
  generation uuid not null,
  code text not null,
  repository_id uuid not null,
  text text not null,
  remedy text not null,
  primary key (workspace_id, generation, code),
  foreign key (workspace_id, repository_id) references record.repository on delete cascade
);

-- What a committed mutation still owes to Temporal; the relay takes rows in order and deletes what it delivered.
create table record.outbox (
  workspace_id uuid not null,
  outbox_id bigint generated always as identity primary key,
  kind text not null check (kind in ('start-import', 'cancel-import')),
  import_id uuid not null,
  created_at timestamptz not null default now()
);

do $$ declare t record; begin
  for t in select schemaname, tablename from pg_tables where schemaname = 'record' loop
    execute format('alter table %I.%I enable row level security', t.schemaname, t.tablename);
    execute format('create policy workspace_isolation on %I.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t.schemaname, t.tablename);
  end loop;
end $$;

-- The relay serves all workspaces, so it can't set one; it sees ids only.
create function record.outbox_pending(at_most integer)
  returns table (workspace_id uuid, outbox_id bigint, kind text, import_id uuid, repository_id uuid, attempt integer)
  language sql security definer set search_path = pg_catalog
  as $$
    select o.workspace_id, o.outbox_id, o.kind, o.import_id, r.repository_id, r.attempt
    from record.outbox o join record.import_run r on r.workspace_id = o.workspace_id and r.import_id = o.import_id
    order by o.outbox_id limit at_most
  $$;
create function record.outbox_delivered(delivered bigint) returns void
  language sql security definer set search_path = pg_catalog
  as $$ delete from record.outbox where outbox_id = delivered $$;
-- The sweep compares runs that should be under way with what Temporal knows.
create function record.active_runs(older_than interval)
  returns table (workspace_id uuid, import_id uuid, repository_id uuid, attempt integer)
  language sql security definer set search_path = pg_catalog
  as $$
    select r.workspace_id, r.import_id, r.repository_id, r.attempt from record.import_run r
    where r.state in ('QUEUED', 'RUNNING') and r.started_at < now() - older_than
      and not exists (select 1 from record.outbox o where o.import_id = r.import_id)
  $$;
revoke all on function record.outbox_pending(integer), record.outbox_delivered(bigint), record.active_runs(interval) from public;

grant usage on schema record to trellis_integrations;
grant select, insert, update, delete on all tables in schema record to trellis_integrations;
grant execute on function record.outbox_pending(integer), record.outbox_delivered(bigint), record.active_runs(interval) to trellis_integrations;

-- migrate:down
drop schema record cascade;
