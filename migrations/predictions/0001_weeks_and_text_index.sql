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

-- Commits (merges left out) of a credit set in an ISO week, named by its Monday, by the author's local days.
-- `days` has a bit for each day with a commit, 1 for Monday to 64 for Sunday, so that days unite exactly.
create table projection.activity_week (
  workspace_id uuid not null,
  generation uuid not null,
  week date not null,
  credit_set uuid not null,
  commits integer not null,
  days smallint not null,
  primary key (workspace_id, generation, week, credit_set)
);
-- A person's weeks: their credit sets, in every repository.
create index activity_week_credit on projection.activity_week (workspace_id, credit_set, generation, week);

-- The text index: in which commits of a credit set a term occurs. Equality of text is leakproof, so the key serves under
-- row-level security, where a GIN index over a tsvector would not. A posting holds the commit's 47-bit key, how often
-- the term occurs and how long the commit's text is (8 bits each), so that a score needs no other row; ascending.
create table projection.term_posting (
  workspace_id uuid not null,
  generation uuid not null,
  -- Compared as bytes: a term is looked up whole, never sorted for people.
  term text collate "C" not null,
  credit_set uuid not null,
  postings bigint[] not null,
  primary key (workspace_id, generation, term, credit_set)
);
-- Keys are hashes: trying to compress them only costs time.
alter table projection.term_posting alter column postings set storage external;

-- How many commits of a credit set the text index holds, and how many terms they have together.
create table projection.text_size (
  workspace_id uuid not null,
  generation uuid not null,
  credit_set uuid not null,
  commits integer not null,
  terms bigint not null,
  primary key (workspace_id, generation, credit_set)
);

-- From a commit's key in the text index to its SHA, and where it counts; merges are left out.
create table projection.indexed_commit (
  workspace_id uuid not null,
  generation uuid not null,
  commit_key bigint not null,
  sha bytea not null,
  credit_set uuid not null,
  week date not null,
  is_root boolean not null,
  primary key (workspace_id, generation, commit_key)
);
-- Repositories that share history share a root.
create index indexed_commit_root on projection.indexed_commit (workspace_id, generation, commit_key) where is_root;

-- What of a current generation's activity_week another current generation has as well (the one whose repository's id is
-- smaller counts it): taken away where repositories are added up, so that a commit counts once. Empty as long as no
-- repositories share history; derived anew when one of them is activated.
create table projection.shared_week (
  workspace_id uuid not null,
  generation uuid not null,
  week date not null,
  credit_set uuid not null,
  commits integer not null,
  primary key (workspace_id, generation, week, credit_set)
);

do $$ declare t record; begin
  for t in select schemaname, tablename from pg_tables where schemaname in ('record', 'projection') loop
    execute format('alter table %I.%I enable row level security', t.schemaname, t.tablename);
    execute format('create policy workspace_isolation on %I.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t.schemaname, t.tablename);
  end loop;
end $$;

grant usage on schema record, projection to trellis_predictions;
grant select, insert, update, delete on all tables in schema record, projection to trellis_predictions;

-- migrate:down
drop schema projection cascade;
drop schema record cascade;
