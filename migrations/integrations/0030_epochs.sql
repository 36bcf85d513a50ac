-- migrate:up
-- Raised by whatever changes what readers see, whoever changes it: caches keep answers under it.
create table record.epoch (
  workspace_id uuid primary key,
  epoch bigint not null
);
alter table record.epoch enable row level security;
create policy workspace_isolation on record.epoch
  using (workspace_id = nullif(current_setting('trellis.workspace', true), '')::uuid)
  with check (workspace_id = nullif(current_setting('trellis.workspace', true), '')::uuid);
insert into record.epoch (workspace_id, epoch) select distinct workspace_id, 1 from record.repository;

-- Once a transaction: it sets a mark that ends with it.
create function record.raise_epoch() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    changed uuid := case when tg_op = 'DELETE' then old.workspace_id else new.workspace_id end;
  begin
    if current_setting('trellis.epoch_raised', true) is distinct from changed::text then
      perform set_config('trellis.epoch_raised', changed::text, true);
      insert into record.epoch as known (workspace_id, epoch) values (changed, 1)
        on conflict on constraint epoch_pkey do update set epoch = known.epoch + 1;
    end if;
    return null;
  end $$;

-- Deferred, so that the epoch's row is the last one a transaction locks: two can't wait for each other.
do $$ declare t text; begin
  foreach t in array array['repository', 'import_run', 'limitation', 'batch', 'stream'] loop
    execute format('create constraint trigger raise_epoch after insert or update or delete on record.%I
      deferrable initially deferred for each row execute function record.raise_epoch()', t);
  end loop;
end $$;

-- The epoch of every workspace: what mirrors are compared with. Ids and numbers only.
create function record.all_epochs() returns table (workspace_id uuid, epoch bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select e.workspace_id, e.epoch from record.epoch e $$;
revoke all on function record.all_epochs(), record.raise_epoch() from public;
grant execute on function record.all_epochs() to trellis_integrations;
grant select on record.epoch to trellis_integrations;

-- migrate:down
do $$ declare t text; begin
  foreach t in array array['repository', 'import_run', 'limitation', 'batch', 'stream'] loop
    execute format('drop trigger raise_epoch on record.%I', t);
  end loop;
end $$;
drop function record.all_epochs();
drop function record.raise_epoch();
drop table record.epoch;
