-- migrate:up
create schema record;
create schema projection;

create table record.generation (
  workspace_id uuid not null,
  generation uuid not null,
  repository_id uuid not null,
  kind text not null check (kind in ('current', 'past')),
  state text not null check (state in ('building', 'current', 'past', 'retired')),
  until date,
  head_sha text,
  head_at timestamptz,
  as_of timestamptz,
  projector_version integer not null,
  applied_through integer not null default 0,
  halted text,
  begun_at timestamptz not null default now(),
  touched_at timestamptz not null default now(),
  primary key (workspace_id, generation)
);
-- Readers ask for the one current generation of a repository; a second one can't come to be.
create unique index generation_current on record.generation (workspace_id, repository_id) where state = 'current';
-- Swapping and dropping look at all generations of a repository.
create index generation_repository on record.generation (workspace_id, repository_id);

create table record.applied_batch (
  workspace_id uuid not null,
  generation uuid not null,
  number integer not null,
  object_key text not null,
  applied_at timestamptz not null default now(),
  primary key (workspace_id, generation, number)
);

create table record.epoch (
  workspace_id uuid primary key,
  epoch bigint not null
);

create table record.identity_version (
  workspace_id uuid primary key,
  version bigint not null
);

create table record.alias_person (
  workspace_id uuid not null,
  alias_id uuid not null,
  developer_id uuid not null,
  name_hash uuid,
  email_hash uuid,
  is_bot boolean not null,
  primary key (workspace_id, alias_id)
);
-- From a person to their aliases.
create index alias_person_developer on record.alias_person (workspace_id, developer_id);

-- Every path that a generation's history or head names. The number is dense, so that a whole generation loads into arrays.
create table projection.path (
  workspace_id uuid not null,
  generation uuid not null,
  path_id integer not null,
  path_hash uuid not null,
  path text not null,
  class text not null,
  language text,
  at_head boolean not null default false,
  primary key (workspace_id, generation, path_id)
);
-- A batch finds the numbers of its paths; the hash, because a path may be longer than an index entry.
create unique index path_by_hash on projection.path (workspace_id, generation, path_hash);

-- Whom commits credit: the author's alias first, then co-authors as written. A merge's credit is here too: it says who is the same author.
create table projection.credit (
  workspace_id uuid not null,
  generation uuid not null,
  credit_no integer not null,
  credit_hash uuid not null,
  alias_ids uuid[] not null,
  primary key (workspace_id, generation, credit_no)
);
-- A batch finds the numbers of its credits.
create unique index credit_by_hash on projection.credit (workspace_id, generation, credit_hash);

-- What each credit did at a path: additions, and deliveries (modifications and renames into it); times in seconds since 1970.
create table projection.path_credit (
  workspace_id uuid not null,
  generation uuid not null,
  path_id integer not null,
  credit_no integer not null,
  additions integer not null,
  deliveries integer not null,
  first_at bigint not null,
  first_sha bytea not null,
  last_at bigint not null,
  primary key (workspace_id, generation, path_id, credit_no)
);

-- A path was renamed to another one at least once.
create table projection.rename (
  workspace_id uuid not null,
  generation uuid not null,
  path_id integer not null,
  old_path_id integer not null,
  primary key (workspace_id, generation, path_id, old_path_id)
);

-- Evidence, read in pages: each change of each path, newest first.
create table projection.file_change (
  workspace_id uuid not null,
  generation uuid not null,
  path_id integer not null,
  changed_at bigint not null,
  sha bytea not null,
  status char(1) not null,
  lines_added integer,
  lines_deleted integer,
  credit_no integer not null,
  old_path_id integer,
  primary key (workspace_id, generation, path_id, changed_at, sha, status)
);

-- When each credit was at work (UTC days, merges not counted): who is active on any day is read from it.
create table projection.credit_day (
  workspace_id uuid not null,
  generation uuid not null,
  credit_no integer not null,
  day date not null,
  commits integer not null,
  last_at bigint not null,
  primary key (workspace_id, generation, credit_no, day)
);

do $$ declare t record; begin
  for t in select schemaname, tablename from pg_tables where schemaname in ('record', 'projection') loop
    execute format('alter table %I.%I enable row level security', t.schemaname, t.tablename);
    execute format('create policy workspace_isolation on %I.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t.schemaname, t.tablename);
  end loop;
end $$;
grant usage on schema record, projection to trellis_teams;
grant select, insert, update, delete on all tables in schema record, projection to trellis_teams;

-- migrate:down
drop schema projection cascade;
drop schema record cascade;
