-- migrate:up
-- What somebody decided by hand about who is who, and when it stopped to count: never deleted, it is its own audit. The
-- sequence orders them: where two disagree, the later one wins.
create table record.identity_decision (
  workspace_id uuid not null,
  decision_id uuid not null,
  sequence bigint not null,
  kind text not null check (kind in ('merge', 'split', 'dismissal')),
  state text not null check (state in ('pending', 'in-force', 'undoing', 'undone', 'withdrawn')),
  -- Whose name and id stay, of a merge.
  main_alias_id uuid check ((kind = 'merge') = (main_alias_id is not null)),
  reason text check (length(reason) between 1 and 500),
  decided_by uuid not null,
  decided_role text not null check (decided_role in ('member', 'admin', 'owner')),
  decided_at timestamptz not null default now(),
  undone_by uuid,
  undone_role text check (undone_role in ('member', 'admin', 'owner')),
  undone_at timestamptz,
  -- Whether a member was one of the people when it took effect; null: not looked at yet.
  touched_claimed boolean,
  -- That which brings it, or its undoing, everywhere.
  operation_id uuid,
  primary key (workspace_id, decision_id)
);
-- Read in order, and listed newest first.
create unique index identity_decision_sequence on record.identity_decision (workspace_id, sequence);

-- The aliases that a decision is about: the people as they were then, one group each; of a split those who stay, then those
-- who leave.
create table record.identity_decision_alias (
  workspace_id uuid not null,
  decision_id uuid not null,
  group_number smallint not null,
  alias_id uuid not null,
  primary key (workspace_id, decision_id, alias_id),
  foreign key (workspace_id, decision_id) references record.identity_decision on delete cascade
);
-- From an alias to the decisions about it.
create index identity_decision_by_alias on record.identity_decision_alias (workspace_id, alias_id);

do $$ declare t text; begin
  foreach t in array array['identity_decision', 'identity_decision_alias'] loop
    execute format('alter table record.%I enable row level security', t);
    execute format('create policy workspace_isolation on record.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert, update, delete on record.identity_decision, record.identity_decision_alias to trellis_developers;

alter table record.alias_person drop constraint alias_person_rule_check;
alter table record.alias_person add constraint alias_person_rule_check
  check (rule in ('mailmap', 'same-email', 'github-noreply', 'name-and-address', 'hand', 'own'));

-- An id is an alias's id, so record.alias_person tells where any id leads that was ever given out. A table of redirects
-- remembered the order in which things happened; without it, undoing leaves nothing behind.
drop table record.developer_redirect;

-- migrate:down
create table record.developer_redirect (
  workspace_id uuid not null,
  developer_id uuid not null,
  survivor_id uuid not null,
  primary key (workspace_id, developer_id)
);
insert into record.developer_redirect (workspace_id, developer_id, survivor_id)
  select workspace_id, alias_id, developer_id from record.alias_person where alias_id <> developer_id;
alter table record.developer_redirect enable row level security;
create policy workspace_isolation on record.developer_redirect
  using (workspace_id = nullif(current_setting('trellis.workspace', true), '')::uuid)
  with check (workspace_id = nullif(current_setting('trellis.workspace', true), '')::uuid);
grant select, insert, update, delete on record.developer_redirect to trellis_developers;
grant maintain on record.developer_redirect to trellis_developers;
update record.alias_person set rule = 'own' where rule = 'hand';
alter table record.alias_person drop constraint alias_person_rule_check;
alter table record.alias_person add constraint alias_person_rule_check
  check (rule in ('mailmap', 'same-email', 'github-noreply', 'name-and-address', 'own'));
drop table record.identity_decision_alias, record.identity_decision;
