-- migrate:up

create schema record;
create schema projection;

-- record: never rebuilt -------------------------------------------------------------------------------------------

-- The only table of the house that holds people's names and e-mails.
create table record.alias (
  workspace_id uuid not null,
  alias_id uuid not null,
  name text not null,
  email text not null,
  -- The name as the repositories' mailmaps want it shown; null: as written.
  proper_name text,
  -- Name, proper name and e-mail, folded: what a search looks through. It scans the aliases of one workspace; under
  -- row-level security a trigram index would not be used, and 20,000 aliases take a few milliseconds (see README).
  search_text text not null,
  -- The shown name, folded, for sorting alike in every collation.
  sort_name text not null,
  name_hash uuid,
  email_hash uuid,
  -- Author time of the earliest commit that credits it, seconds since 1970.
  first_at bigint not null,
  bot_reason text,
  primary key (workspace_id, alias_id)
);

-- The lines of each repository's .mailmap at its analysed head, in their order: later lines win, as in git.
create table record.mailmap_entry (
  workspace_id uuid not null,
  repository_id uuid not null,
  position int not null,
  proper_name text,
  proper_email text,
  commit_name text,
  commit_email text,
  primary key (workspace_id, repository_id, position)
);

create table record.alias_person (
  workspace_id uuid not null,
  alias_id uuid not null,
  developer_id uuid not null,
  name_hash uuid,
  email_hash uuid,
  is_bot boolean not null,
  rule text not null check (rule in ('mailmap', 'same-email', 'github-noreply', 'name-and-address', 'own')),
  confidence real not null check (confidence between 0 and 1),
  primary key (workspace_id, alias_id)
);
-- From a person to their aliases.
create index alias_person_developer on record.alias_person (workspace_id, developer_id);

-- A person. The id is the id of one of the person's aliases, the main one, and stays with that alias.
create table record.developer (
  workspace_id uuid not null,
  developer_id uuid not null,
  -- Whose name is shown; an alias of the person.
  shown_alias_id uuid not null,
  is_bot boolean not null,
  primary key (workspace_id, developer_id)
);

-- Ids given out once whose person is now known under another id.
create table record.developer_redirect (
  workspace_id uuid not null,
  developer_id uuid not null,
  survivor_id uuid not null,
  primary key (workspace_id, developer_id)
);

create table record.identity_version (
  workspace_id uuid primary key,
  version bigint not null
);

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

-- projection: rebuilt from batches --------------------------------------------------------------------------------

create table projection.credit_set (
  workspace_id uuid not null,
  credit_set uuid not null,
  alias_id uuid not null,
  primary key (workspace_id, credit_set, alias_id)
);
-- From an alias to the credit sets it is in.
create index credit_set_alias on projection.credit_set (workspace_id, alias_id);

-- The people of a credit set, each once, however many of their aliases are in it.
create view projection.credit_set_person with (security_invoker = true) as
  select s.workspace_id, s.credit_set, p.developer_id
  from projection.credit_set s
  join record.alias_person p on p.workspace_id = s.workspace_id and p.alias_id = s.alias_id
  group by s.workspace_id, s.credit_set, p.developer_id;

-- Counted (non-merge) commits of a credit set: its span. Windows look here first, then at the days.
create table projection.credit_summary (
  workspace_id uuid not null,
  generation uuid not null,
  credit_set uuid not null,
  commits int not null,
  first_day date not null,
  last_day date not null,
  -- Author time of the newest commit, seconds since 1970.
  last_at bigint not null,
  primary key (workspace_id, generation, credit_set)
);

-- Days are local to the author. Lines are those of source files.
create table projection.activity_day (
  workspace_id uuid not null,
  generation uuid not null,
  credit_set uuid not null,
  day date not null,
  commits int not null,
  lines_added bigint not null,
  lines_deleted bigint not null,
  primary key (workspace_id, generation, credit_set, day)
);

create table projection.language_day (
  workspace_id uuid not null,
  generation uuid not null,
  credit_set uuid not null,
  day date not null,
  language text not null,
  changes int not null,
  lines_added bigint not null,
  lines_deleted bigint not null,
  primary key (workspace_id, generation, credit_set, day, language)
);

-- Which commits were counted: read only to find those that several repositories have.
create table projection.counted_commit (
  workspace_id uuid not null,
  generation uuid not null,
  sha bytea not null,
  credit_set uuid not null,
  day date not null,
  is_root boolean not null,
  primary key (workspace_id, generation, sha)
);
-- Two histories share commits where one holds a root of the other: the roots are few.
create index counted_commit_root on projection.counted_commit (workspace_id, generation, sha) where is_root;

-- The part of activity_day that another repository with the same commits counts.
create table projection.shared_day (
  workspace_id uuid not null,
  generation uuid not null,
  credit_set uuid not null,
  day date not null,
  commits int not null,
  primary key (workspace_id, generation, credit_set, day)
);

do $$ declare t record; begin
  for t in select schemaname, tablename from pg_tables where schemaname in ('record', 'projection') loop
    execute format('alter table %I.%I enable row level security', t.schemaname, t.tablename);
    execute format('create policy workspace_isolation on %I.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t.schemaname, t.tablename);
  end loop; end $$;
grant usage on schema record, projection to trellis_developers;
grant select, insert, update, delete on all tables in schema record, projection to trellis_developers;
-- The service has the planner look at what an import loaded before it is read: without statistics a page took seconds.
grant maintain on all tables in schema record, projection to trellis_developers;

-- migrate:down

drop schema projection cascade;
drop schema record cascade;
