-- migrate:up
-- A process is not ready while its database is behind its code.
do $$ begin
  if to_regclass('public.schema_migrations') is not null then
    grant select on public.schema_migrations to trellis_predictions;
  end if;
end $$;

-- migrate:down
do $$ begin
  if to_regclass('public.schema_migrations') is not null then
    revoke select on public.schema_migrations from trellis_predictions;
  end if;
end $$;
