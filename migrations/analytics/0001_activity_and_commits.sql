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
-- Bots are few, and every number about people leaves them out.
create index alias_person_bot on record.alias_person (workspace_id, alias_id) where is_bot;

create table projection.credit_set (
  workspace_id uuid not null,
  credit_set uuid not null,
  alias_id uuid not null,
  primary key (workspace_id, credit_set, alias_id)
);
-- From an alias to the credit sets it is in.
create index credit_set_alias on projection.credit_set (workspace_id, alias_id);

-- People of a credit set, each once; with the reader's own row-level security.
create view projection.credit_set_person with (security_invoker = true) as
  select s.workspace_id, s.credit_set, p.developer_id, bool_or(p.is_bot) as is_bot
  from projection.credit_set s
  join record.alias_person p on p.workspace_id = s.workspace_id and p.alias_id = s.alias_id
  group by s.workspace_id, s.credit_set, p.developer_id;

-- A commit as evidence. Times are seconds since 1970 as git has them, whatever they are; local_day is the author's own
-- day, held inside the years 1 to 9999. Lines: of all files but binary ones, and those of source files alone.
create table projection.commit (
  workspace_id uuid not null,
  generation uuid not null,
  sha bytea not null,
  credit_set uuid not null,
  -- The credit set's aliases in the commit's own order: the author first.
  credit uuid[] not null,
  authored_at bigint not null,
  author_offset_minutes smallint not null,
  committed_at bigint not null,
  local_day date not null,
  parents smallint not null,
  forge boolean not null,
  files integer not null,
  lines_added integer not null,
  lines_deleted integer not null,
  source_lines_added integer not null,
  source_lines_deleted integer not null,
  subject text not null,
  primary key (workspace_id, generation, sha)
);
-- Pages of a repository's commits, newest first.
create index commit_newest on projection.commit (workspace_id, generation, authored_at desc, sha desc);
-- Pages of a person's commits, newest first: a few credit sets are merged.
create index commit_credit_newest
  on projection.commit (workspace_id, generation, credit_set, authored_at desc, sha desc);
-- Repositories that share history share a root.
create index commit_root on projection.commit (workspace_id, generation, sha) where parents = 0;

-- What a credit set did on a local day: commits without merges, merges apart, lines of source files. `hours` has the
-- local hour (0..23) of each commit, in ascending order, of those commits alone whose clock is the author's.
create table projection.activity_day (
  workspace_id uuid not null,
  generation uuid not null,
  day date not null,
  credit_set uuid not null,
  commits integer not null,
  merges integer not null,
  lines_added bigint not null,
  lines_deleted bigint not null,
  hours smallint[] not null,
  primary key (workspace_id, generation, day, credit_set)
);
-- A person's calendar: their credit sets, in every repository.
create index activity_day_credit on projection.activity_day (workspace_id, credit_set, generation, day);

-- What of a current generation's activity_day another current generation has as well (the one whose repository's id is
-- smaller counts it): taken away where repositories are added up, so that a commit counts once. Empty as long as no
-- repositories share history; derived anew when one of them is activated.
create table projection.shared_activity (
  workspace_id uuid not null,
  generation uuid not null,
  day date not null,
  credit_set uuid not null,
  commits integer not null,
  merges integer not null,
  lines_added bigint not null,
  lines_deleted bigint not null,
  hours smallint[] not null,
  primary key (workspace_id, generation, day, credit_set)
);

do $$ declare t record; begin
  for t in select schemaname, tablename from pg_tables where schemaname in ('record', 'projection') loop
    execute format('alter table %I.%I enable row level security', t.schemaname, t.tablename);
    execute format('create policy workspace_isolation on %I.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t.schemaname, t.tablename);
  end loop;
end $$;

grant usage on schema record, projection to trellis_analytics;
grant select, insert, update, delete on all tables in schema record, projection to trellis_analytics;

-- migrate:down
drop schema projection cascade;
drop schema record cascade;
