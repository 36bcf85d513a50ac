-- migrate:up
-- Work that a mutation asked for and that goes on after it. The row is written in the mutation's transaction: it is what is
-- still owed to Temporal (delivered_at null), what the work is about (ids only), and how far it is.
create table record.operation (
  workspace_id uuid not null,
  operation_id uuid not null,
  kind text not null,
  input jsonb not null,
  requested_by uuid not null,
  requested_role text not null check (requested_role in ('member', 'admin', 'owner')),
  request_id text,
  -- Counts how often it was begun: trying again begins it again.
  attempt integer not null default 1,
  state text not null default 'QUEUED' check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
  step text,
  done integer not null default 0,
  total integer,
  error_code text,
  error_message text,
  error_remedy text,
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  finished_at timestamptz,
  primary key (workspace_id, operation_id)
);
-- Lists, newest first.
create index operation_newest on record.operation (workspace_id, created_at desc, operation_id);
-- The relay looks for what is owed, of all workspaces; it is nearly always nothing.
create index operation_owed on record.operation (created_at) where delivered_at is null;
-- The sweep looks for what should be under way.
create index operation_active on record.operation (created_at) where state in ('QUEUED', 'RUNNING');

alter table record.operation enable row level security;
create policy workspace_isolation on record.operation
  using (workspace_id = nullif(current_setting('trellis.workspace', true), '')::uuid)
  with check (workspace_id = nullif(current_setting('trellis.workspace', true), '')::uuid);
grant select, insert, update, delete on record.operation to trellis_developers;

-- The relay serves all workspaces, so it can't set one; it sees ids only.
create function record.operations_owed(at_most integer)
  returns table (workspace_id uuid, operation_id uuid, kind text, attempt integer, request_id text)
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    select o.workspace_id, o.operation_id, o.kind, o.attempt, o.request_id from record.operation o
    where o.delivered_at is null order by o.created_at limit at_most
  $$;
create function record.operation_delivered(of_workspace uuid, delivered uuid, delivered_attempt integer) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    update record.operation o set delivered_at = now()
    where o.workspace_id = of_workspace and o.operation_id = delivered and o.attempt = delivered_attempt
  $$;
-- The sweep compares what should be under way with what Temporal knows.
create function record.operations_active(older_than interval)
  returns table (workspace_id uuid, operation_id uuid, kind text, attempt integer, request_id text)
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    select o.workspace_id, o.operation_id, o.kind, o.attempt, o.request_id from record.operation o
    where o.state in ('QUEUED', 'RUNNING') and o.delivered_at < now() - older_than
  $$;
revoke all on function record.operations_owed(integer), record.operation_delivered(uuid, uuid, integer),
  record.operations_active(interval) from public;
grant execute on function record.operations_owed(integer), record.operation_delivered(uuid, uuid, integer),
  record.operations_active(interval) to trellis_developers;

-- migrate:down
drop function record.operations_owed(integer), record.operation_delivered(uuid, uuid, integer),
  record.operations_active(interval);
drop table record.operation;
