-- migrate:up
-- That a person was erased, when and by whom: never deleted, and says nobody's name.
create table record.erasure (
  workspace_id uuid not null,
  -- The operation that was asked for first.
  erasure_id uuid not null,
  developer_id uuid not null,
  requested_by uuid not null,
  requested_at timestamptz not null default now(),
  primary key (workspace_id, erasure_id)
);
-- From a person to their erasure; nobody is erased twice.
create unique index erasure_of_developer on record.erasure (workspace_id, developer_id);

-- What is kept out of erased people, the ledger: keyed hashes alone, by which names, addresses and logins are recognised.
-- `developer_id` is the nameless person they count as. Of a phrase, the hash of its first word and its number of words.
create table record.suppression (
  workspace_id uuid not null,
  kind text not null check (kind in ('alias', 'address', 'login', 'name', 'phrase')),
  hash uuid not null,
  developer_id uuid not null,
  first_word uuid,
  words integer,
  -- The version of the workspace's suppressions that brought it.
  version bigint not null,
  primary key (workspace_id, kind, hash),
  check ((kind = 'phrase') = (first_word is not null and words is not null))
);

-- Up to which version the rows above are whole.
create table record.suppression_version (
  workspace_id uuid primary key,
  version bigint not null
);

-- Set: the alias is empty and belongs to this nameless person, whatever the rules say.
alter table record.alias add column erased_as uuid;

-- Which repositories an alias was read from: one that no repository has any more is forgotten.
create table record.alias_repository (
  workspace_id uuid not null,
  alias_id uuid not null,
  repository_id uuid not null,
  primary key (workspace_id, alias_id, repository_id)
);
-- From a repository to its aliases.
create index alias_repository_repository on record.alias_repository (workspace_id, repository_id);
-- Of what was read before, it is known for those whose commits count; aliases of merges alone stay.
insert into record.alias_repository (workspace_id, alias_id, repository_id)
  select distinct workspace_id, s.alias_id, g.repository_id
  from record.generation g
  join projection.credit_summary c using (workspace_id, generation)
  join projection.credit_set s using (workspace_id, credit_set);

do $$ declare t text; begin
  foreach t in array array['erasure', 'suppression', 'suppression_version', 'alias_repository'] loop
    execute format('alter table record.%I enable row level security', t);
    execute format('create policy workspace_isolation on record.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert, update, delete on record.erasure, record.suppression, record.suppression_version,
  record.alias_repository to trellis_developers;
-- Names that were taken out stand in dead rows until a table is vacuumed, and samples of them in its statistics.
grant maintain on record.identity_decision, record.operation to trellis_developers;

-- migrate:down
revoke maintain on record.identity_decision, record.operation from trellis_developers;
drop table record.alias_repository;
alter table record.alias drop column erased_as;
drop table record.suppression_version, record.suppression, record.erasure;
