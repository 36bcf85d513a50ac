-- migrate:up
-- The request that asked for the run (the last time): its id goes on into Temporal, and into each log line of the work.
alter table record.import_run add column request_id text;

drop function record.outbox_pending(integer), record.active_runs(interval);
create function record.outbox_pending(at_most integer)
  returns table (workspace_id uuid, outbox_id bigint, kind text, import_id uuid, repository_id uuid, attempt integer, request_id text)
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    select o.workspace_id, o.outbox_id, o.kind, o.import_id, r.repository_id, r.attempt, r.request_id
    from record.outbox o join record.import_run r on r.workspace_id = o.workspace_id and r.import_id = o.import_id
    order by o.outbox_id limit at_most
  $$;
create function record.active_runs(older_than interval)
  returns table (workspace_id uuid, import_id uuid, repository_id uuid, attempt integer, request_id text)
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    select r.workspace_id, r.import_id, r.repository_id, r.attempt, r.request_id from record.import_run r
    where r.state in ('QUEUED', 'RUNNING') and r.started_at < now() - older_than
      and not exists (select 1 from record.outbox o where o.import_id = r.import_id)
  $$;
-- How far the relay is behind, of all workspaces: a number, nothing of a row.
create function record.outbox_age_seconds() returns double precision
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    select coalesce(greatest(0, extract(epoch from now() - least(
      (select min(created_at) from record.outbox),
      (select min(created_at) from record.operation where delivered_at is null)
    ))), 0)::double precision
  $$;
revoke all on function record.outbox_pending(integer), record.active_runs(interval), record.outbox_age_seconds() from public;
grant execute on function record.outbox_pending(integer), record.active_runs(interval), record.outbox_age_seconds()
  to trellis_integrations;

-- A process is not ready while its database is behind its code.
do $$ begin
  if to_regclass('public.schema_migrations') is not null then
    grant select on public.schema_migrations to trellis_integrations;
  end if;
end $$;

-- migrate:down
drop function record.outbox_age_seconds(), record.outbox_pending(integer), record.active_runs(interval);
alter table record.import_run drop column request_id;
create function record.outbox_pending(at_most integer)
  returns table (workspace_id uuid, outbox_id bigint, kind text, import_id uuid, repository_id uuid, attempt integer)
  language sql security definer set search_path = pg_catalog
  as $$
    select o.workspace_id, o.outbox_id, o.kind, o.import_id, r.repository_id, r.attempt
    from record.outbox o join record.import_run r on r.workspace_id = o.workspace_id and r.import_id = o.import_id
    order by o.outbox_id limit at_most
  $$;
create function record.active_runs(older_than interval)
  returns table (workspace_id uuid, import_id uuid, repository_id uuid, attempt integer)
  language sql security definer set search_path = pg_catalog
  as $$
    select r.workspace_id, r.import_id, r.repository_id, r.attempt from record.import_run r
    where r.state in ('QUEUED', 'RUNNING') and r.started_at < now() - older_than
      and not exists (select 1 from record.outbox o where o.import_id = r.import_id)
  $$;
revoke all on function record.outbox_pending(integer), record.active_runs(interval) from public;
grant execute on function record.outbox_pending(integer), record.active_runs(interval) to trellis_integrations;
