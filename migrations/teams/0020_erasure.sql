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

do $$ declare t text; begin
  foreach t in array array['suppression', 'suppression_version'] loop
    execute format('alter table record.%I enable row level security', t);
    execute format('create policy workspace_isolation on record.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert, update, delete on record.suppression, record.suppression_version to trellis_teams;
-- The log of access names nobody, but what somebody wrote may: of it, the detail alone can be taken out.
grant update (detail) on record.access_change to trellis_teams;
-- Texts that were taken out stand in dead rows until a table is vacuumed, and samples of them in its statistics.
grant maintain on record.team, record.former_member, record.access_change, record.api_token to trellis_teams;

-- migrate:down
revoke maintain on record.team, record.former_member, record.access_change, record.api_token from trellis_teams;
revoke update (detail) on record.access_change from trellis_teams;
drop table record.suppression_version, record.suppression;
