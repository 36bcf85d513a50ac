-- migrate:up
-- A membership may not overlap another one of the same person in the same team: the exclusion compares uuids.
create extension if not exists btree_gist with schema public;

create table record.workspace (
  workspace_id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  created_at timestamptz not null default now()
);

create table record.member (
  workspace_id uuid not null references record.workspace,
  member_id uuid not null,
  name text not null check (length(name) between 1 and 80),
  role text not null check (role in ('member', 'admin', 'owner')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, member_id)
);

-- Of every token only its SHA-256 is kept; the token is 32 random bytes, so a plain hash can't be guessed back.
create table record.session (
  workspace_id uuid not null,
  token_hash bytea not null,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (workspace_id, token_hash),
  foreign key (workspace_id, member_id) references record.member on delete cascade
);
-- A request brings a token and no workspace.
create unique index session_by_token on record.session (token_hash);

create table record.api_token (
  workspace_id uuid not null,
  token_hash bytea not null,
  member_id uuid not null,
  label text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (workspace_id, token_hash),
  foreign key (workspace_id, member_id) references record.member on delete cascade
);
-- A request brings a token and no workspace.
create unique index api_token_by_token on record.api_token (token_hash);

create table record.sign_in_link (
  workspace_id uuid not null,
  token_hash bytea not null,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (workspace_id, token_hash),
  foreign key (workspace_id, member_id) references record.member on delete cascade
);
-- A sign-in brings a token and no workspace.
create unique index sign_in_link_by_token on record.sign_in_link (token_hash);

create table record.team (
  workspace_id uuid not null references record.workspace,
  team_id uuid not null,
  name text not null check (length(name) between 1 and 80),
  created_at timestamptz not null default now(),
  primary key (workspace_id, team_id)
);
-- Names are unique whatever their case, and lists are paged by name.
create unique index team_by_name on record.team (workspace_id, lower(name));

create table record.team_membership (
  workspace_id uuid not null,
  team_id uuid not null,
  developer_id uuid not null,
  role text not null check (role in ('member', 'lead')),
  from_day date not null,
  -- The first day the person is no longer in the team; null: still in it.
  ends_before date check (ends_before > from_day),
  primary key (workspace_id, team_id, developer_id, from_day),
  foreign key (workspace_id, team_id) references record.team on delete cascade,
  constraint team_membership_no_overlap exclude using gist (
    workspace_id with =, team_id with =, developer_id with =, daterange(from_day, ends_before) with &&)
);
-- From a person to their teams.
create index team_membership_by_developer on record.team_membership (workspace_id, developer_id);

do $$ declare t text; begin
  foreach t in array array['workspace', 'member', 'session', 'api_token', 'sign_in_link', 'team', 'team_membership'] loop
    execute format('alter table record.%I enable row level security', t);
    execute format('create policy workspace_isolation on record.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert, update, delete on record.workspace, record.member, record.session, record.api_token,
  record.sign_in_link, record.team, record.team_membership to trellis_teams;

-- The functions below run before a workspace is known, with the rights of the owner of the tables. Each finds its row by
-- the hash of a secret and answers for that row's workspace alone.

-- Uses a sign-in link up and opens a session; null: there is no such link, it was used, or it is too old.
create function record.redeem_sign_in(link_hash bytea, session_hash bytea) returns timestamptz
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    link record;
    ends timestamptz := now() + interval '12 hours';
  begin
    update record.sign_in_link l set used_at = now()
      where l.token_hash = link_hash and l.used_at is null and l.expires_at > now()
      returning l.workspace_id, l.member_id into link;
    if not found then return null; end if;
    delete from record.session s
      where s.workspace_id = link.workspace_id and s.member_id = link.member_id and s.expires_at <= now();
    insert into record.session (workspace_id, token_hash, member_id, expires_at)
      values (link.workspace_id, session_hash, link.member_id, ends);
    return ends;
  end $$;

-- Who holds a session.
create function record.viewer_of_session(session_hash bytea)
  returns table (workspace_id uuid, member_id uuid, role text, solo boolean, expires_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select m.workspace_id, m.member_id, m.role,
      (select count(*) = 1 from record.member o where o.workspace_id = m.workspace_id), s.expires_at
    from record.session s join record.member m on m.workspace_id = s.workspace_id and m.member_id = s.member_id
    where s.token_hash = session_hash and s.expires_at > now()
  $$;

-- Who holds an API token. It has no end of its own: the answer has to be asked for again within the hour.
create function record.viewer_of_api_token(api_token_hash bytea)
  returns table (workspace_id uuid, member_id uuid, role text, solo boolean, expires_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select m.workspace_id, m.member_id, m.role,
      (select count(*) = 1 from record.member o where o.workspace_id = m.workspace_id), now() + interval '1 hour'
    from record.api_token t join record.member m on m.workspace_id = t.workspace_id and m.member_id = t.member_id
    where t.token_hash = api_token_hash and t.revoked_at is null
  $$;

create function record.end_session(session_hash bytea) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$ delete from record.session s where s.token_hash = session_hash $$;

-- Makes sure that there is a workspace with an owner (the first one, or with `another` a further one), and gives the owner
-- a new API token for the operator, which ends the one before, and a new sign-in link.
create function record.bootstrap_operator(
  workspace_name text, member_name text, another boolean, new_api_token_hash bytea, new_link_hash bytea
) returns table (workspace_id uuid, member_id uuid)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    the_workspace uuid;
    the_member uuid;
  begin
    -- Two starts side by side make one workspace.
    perform pg_advisory_xact_lock(hashtext('trellis-bootstrap-operator'));
    if not another then
      select w.workspace_id into the_workspace from record.workspace w order by w.created_at, w.workspace_id limit 1;
    end if;
    if the_workspace is null then
      the_workspace := gen_random_uuid();
      insert into record.workspace (workspace_id, name) values (the_workspace, workspace_name);
    end if;
    select m.member_id into the_member from record.member m
      where m.workspace_id = the_workspace and m.role = 'owner' order by m.created_at, m.member_id limit 1;
    if the_member is null then
      the_member := gen_random_uuid();
      insert into record.member (workspace_id, member_id, name, role) values (the_workspace, the_member, member_name, 'owner');
    end if;
    update record.api_token t set revoked_at = now()
      where t.workspace_id = the_workspace and t.label = 'operator' and t.revoked_at is null;
    insert into record.api_token (workspace_id, token_hash, member_id, label)
      values (the_workspace, new_api_token_hash, the_member, 'operator');
    delete from record.sign_in_link l where l.workspace_id = the_workspace and l.expires_at <= now();
    insert into record.sign_in_link (workspace_id, token_hash, member_id, expires_at)
      values (the_workspace, new_link_hash, the_member, now() + interval '15 minutes');
    insert into record.epoch as known (workspace_id, epoch) values (the_workspace, 1)
      on conflict on constraint epoch_pkey do update set epoch = known.epoch + 1;
    return query select the_workspace, the_member;
  end $$;

revoke all on function record.redeem_sign_in(bytea, bytea), record.viewer_of_session(bytea),
  record.viewer_of_api_token(bytea), record.end_session(bytea),
  record.bootstrap_operator(text, text, boolean, bytea, bytea) from public;
grant execute on function record.redeem_sign_in(bytea, bytea), record.viewer_of_session(bytea),
  record.viewer_of_api_token(bytea), record.end_session(bytea),
  record.bootstrap_operator(text, text, boolean, bytea, bytea) to trellis_teams;

-- migrate:down
drop function record.redeem_sign_in(bytea, bytea), record.viewer_of_session(bytea),
  record.viewer_of_api_token(bytea), record.end_session(bytea),
  record.bootstrap_operator(text, text, boolean, bytea, bytea);
drop table record.team_membership, record.team, record.sign_in_link, record.api_token, record.session,
  record.member, record.workspace;
