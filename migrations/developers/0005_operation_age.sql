-- migrate:up
-- How far the relay is behind, of all workspaces: a number, nothing of a row.
create function record.outbox_age_seconds() returns double precision
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    select coalesce(greatest(0, extract(epoch from now() - min(created_at))), 0)::double precision
    from record.operation where delivered_at is null
  $$;
revoke all on function record.outbox_age_seconds() from public;
grant execute on function record.outbox_age_seconds() to trellis_developers;

-- A process is not ready while its database is behind its code.
do $$ begin
  if to_regclass('public.schema_migrations') is not null then
    grant select on public.schema_migrations to trellis_developers;
  end if;
end $$;

-- migrate:down
drop function record.outbox_age_seconds();
do $$ begin
  if to_regclass('public.schema_migrations') is not null then
    revoke select on public.schema_migrations from trellis_developers;
  end if;
end $$;
