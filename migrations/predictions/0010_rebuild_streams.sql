-- migrate:up
-- A rebuild writes a stream's rows a second time, aside, and swaps them in. The stream is the generation under which the
-- manifest knows the batches; rows carry the generation, which is another one once they were rebuilt.
alter table record.generation add column stream uuid;
update record.generation set stream = generation;
alter table record.generation alter column stream set not null;
alter table record.generation
  -- Written by a rebuild that has not been swapped in: nobody reads it, and imports pass it by.
  add column aside boolean not null default false,
  -- The operation that rebuilt it; null: an import wrote it.
  add column rebuilt_by uuid,
  -- The object whose files are at the head, as applied last.
  add column head_key text;
-- Imports write where a stream lives; there is one such place.
create unique index generation_live on record.generation (workspace_id, stream) where not aside and state <> 'retired';
-- Two rebuilds of a stream at once work on the same rows.
create unique index generation_aside on record.generation (workspace_id, stream) where aside and state = 'building';

-- Rows that an older projector wrote are looked for in all workspaces, so no workspace is set; ids alone are seen.
create function record.outdated_workspaces(version integer, at_most integer) returns table (workspace_id uuid)
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    select distinct g.workspace_id from record.generation g
    where g.state in ('current', 'past') and g.projector_version < version order by g.workspace_id limit at_most
  $$;
revoke all on function record.outdated_workspaces(integer, integer) from public;
grant execute on function record.outdated_workspaces(integer, integer) to trellis_predictions;

-- migrate:down
drop function record.outdated_workspaces(integer, integer);
drop index record.generation_aside, record.generation_live;
alter table record.generation drop column stream, drop column aside, drop column rebuilt_by, drop column head_key;
