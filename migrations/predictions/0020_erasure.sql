-- migrate:up
-- What is kept out of erased people, as developers decided it: keyed hashes alone, by which names, addresses and logins are recognised.
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

-- Under which version of the suppressions the texts of a batch were indexed; absent: under none.
create table record.indexed_under (
  workspace_id uuid not null,
  generation uuid not null,
  number integer not null,
  version bigint not null,
  primary key (workspace_id, generation, number)
);

do $$ declare t text; begin
  foreach t in array array['suppression', 'suppression_version', 'indexed_under'] loop
    execute format('alter table record.%I enable row level security', t);
    execute format('create policy workspace_isolation on record.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert, update, delete on record.suppression, record.suppression_version, record.indexed_under to trellis_predictions;
-- Terms that were taken out stand in dead rows until a table is vacuumed, and samples of them in its statistics.
grant maintain on projection.term_posting to trellis_predictions;

-- migrate:down
revoke maintain on projection.term_posting from trellis_predictions;
drop table record.indexed_under, record.suppression_version, record.suppression;
