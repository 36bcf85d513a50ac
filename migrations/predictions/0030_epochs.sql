-- migrate:up
-- The epoch of every workspace: what mirrors are compared with. Ids and numbers only.
create function record.all_epochs() returns table (workspace_id uuid, epoch bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select e.workspace_id, e.epoch from record.epoch e $$;
revoke all on function record.all_epochs() from public;
grant execute on function record.all_epochs() to trellis_predictions;

-- migrate:down
drop function record.all_epochs();
