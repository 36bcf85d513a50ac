-- migrate:up

-- Whose the same person's members in several workspaces are; nothing else is known of an account.
alter table record.member add column account_id uuid not null default gen_random_uuid();
create unique index member_of_account on record.member (workspace_id, account_id);
-- From one workspace of an account to the others.
create index member_by_account on record.member (account_id);

-- Once a second member joined, the owner never again sees what is each person's own, even when alone again.
alter table record.workspace add column solo_ended_at timestamptz;
update record.workspace w set solo_ended_at = now()
  where (select count(*) from record.member m where m.workspace_id = w.workspace_id) > 1;

alter table record.session add column session_id uuid not null default gen_random_uuid();
create unique index session_by_id on record.session (workspace_id, session_id);

alter table record.api_token add column token_id uuid not null default gen_random_uuid(),
  add column expires_at timestamptz,
  -- The one that the next start replaces.
  add column is_operator boolean not null default false;
create unique index api_token_by_id on record.api_token (workspace_id, token_id);
update record.api_token set is_operator = label = 'operator';

alter table record.team add column parent_team_id uuid check (parent_team_id <> team_id),
  add constraint team_parent foreign key (workspace_id, parent_team_id) references record.team;
-- From a team to its sub-teams.
create index team_by_parent on record.team (workspace_id, parent_team_id);

-- Members that are gone: the access log names them.
create table record.former_member (
  workspace_id uuid not null,
  member_id uuid not null,
  name text not null,
  left_at timestamptz not null default now(),
  primary key (workspace_id, member_id)
);

create table record.invitation (
  workspace_id uuid not null references record.workspace,
  invitation_id uuid not null,
  token_hash bytea not null,
  role text not null check (role in ('member', 'admin', 'owner')),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid,
  revoked_at timestamptz,
  primary key (workspace_id, invitation_id)
);
-- Accepting brings a token and no workspace.
create unique index invitation_by_token on record.invitation (token_hash);
-- Listed newest first.
create index invitation_by_time on record.invitation (workspace_id, created_at, invitation_id);

-- That a member is a person. The person's id is the id of one of its aliases, so it follows merges and splits.
create table record.claim (
  workspace_id uuid not null references record.workspace,
  claim_id uuid not null,
  member_id uuid not null,
  developer_id uuid not null,
  state text not null check (state in ('requested', 'confirmed', 'refused', 'ended')),
  requested_at timestamptz not null default now(),
  decided_at timestamptz,
  decided_by uuid,
  primary key (workspace_id, claim_id)
);
-- A member is one person, and asks for one at a time.
create unique index claim_open on record.claim (workspace_id, member_id) where state in ('requested', 'confirmed');
-- Listed newest first.
create index claim_by_time on record.claim (workspace_id, requested_at, claim_id);

-- Aliases that a confirmed claim vouches for. An alias is one member's at most.
create table record.claim_alias (
  workspace_id uuid not null,
  alias_id uuid not null,
  claim_id uuid not null,
  primary key (workspace_id, alias_id),
  foreign key (workspace_id, claim_id) references record.claim on delete cascade
);
-- From a claim to its aliases.
create index claim_alias_by_claim on record.claim_alias (workspace_id, claim_id);

-- Aliases that a person had when an admin put them into a team: what a .mailmap brings later is not among them.
create table record.vouched_alias (
  workspace_id uuid not null,
  alias_id uuid not null,
  vouched_at timestamptz not null default now(),
  primary key (workspace_id, alias_id)
);
insert into record.vouched_alias (workspace_id, alias_id)
  select distinct p.workspace_id, p.alias_id
  from record.team_membership m join record.alias_person p using (workspace_id, developer_id);

-- To whom a member shows their own data; with_member_id is null for the leads of their teams.
create table record.share (
  workspace_id uuid not null,
  share_id uuid not null,
  member_id uuid not null,
  audience text not null check (audience in ('leads', 'members')),
  with_member_id uuid check ((audience = 'members') = (with_member_id is not null)),
  since timestamptz not null default now(),
  primary key (workspace_id, share_id),
  foreign key (workspace_id, member_id) references record.member on delete cascade,
  foreign key (workspace_id, with_member_id) references record.member on delete cascade
);
create unique index share_once on record.share (workspace_id, member_id, audience, with_member_id) nulls not distinct;
-- From a member to those who share with them.
create index share_by_receiver on record.share (workspace_id, with_member_id);

-- Who changed who may see what. Never changed, and names nobody: names stand with the members.
create table record.access_change (
  workspace_id uuid not null,
  change_id uuid not null default gen_random_uuid(),
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  actor_id uuid,
  member_id uuid,
  developer_id uuid,
  team_id uuid,
  detail text,
  primary key (workspace_id, change_id)
);
-- Listed newest first: all, and those about one member.
create index access_change_by_time on record.access_change (workspace_id, at, change_id);
create index access_change_by_member on record.access_change (workspace_id, member_id, at, change_id);

-- Raised in each transaction that changes who may see what. Its row is also the lock behind which such changes wait for each other.
create table record.access_epoch (
  workspace_id uuid primary key,
  epoch bigint not null
);
insert into record.access_epoch (workspace_id, epoch) select workspace_id, 1 from record.workspace;

do $$ declare t text; begin
  foreach t in array array['former_member', 'invitation', 'claim', 'claim_alias', 'vouched_alias', 'share', 'access_change', 'access_epoch'] loop
    execute format('alter table record.%I enable row level security', t);
    execute format('create policy workspace_isolation on record.%I using (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid) with check (workspace_id = nullif(current_setting(''trellis.workspace'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert, update, delete on record.former_member, record.invitation, record.claim, record.claim_alias,
  record.vouched_alias, record.share, record.access_epoch to trellis_teams;
grant select, insert on record.access_change to trellis_teams;

-- Who is in which team on a day, each person once a team, under the ids that people have now.
create function record.team_people(workspace uuid, day date)
  returns table (team_id uuid, developer_id uuid, role text, from_day date, ends_before date)
  language sql stable
  as $$
    select distinct on (m.team_id, coalesce(p.developer_id, m.developer_id))
      m.team_id, coalesce(p.developer_id, m.developer_id), m.role, m.from_day, m.ends_before
    from record.team_membership m
      left join record.alias_person p on p.workspace_id = m.workspace_id and p.alias_id = m.developer_id
    where m.workspace_id = workspace and m.from_day <= day and (m.ends_before is null or m.ends_before > day)
    order by m.team_id, coalesce(p.developer_id, m.developer_id), m.role, m.from_day
  $$;

-- Aliases of a person that a claim does not vouch for: neither is it bound to them, nor, where they are nobody else's, to one
-- with the same e-mail.
create function record.unverified_aliases(workspace uuid, claim uuid, developer uuid) returns setof uuid
  language sql stable
  as $$
    select p.alias_id from record.alias_person p
      left join record.claim_alias held on held.workspace_id = workspace and held.alias_id = p.alias_id
    where p.workspace_id = workspace and p.developer_id = developer and held.claim_id is distinct from claim
      and (held.claim_id is not null or p.email_hash is null or not exists (
        select 1 from record.claim_alias bound
          join record.alias_person known on known.workspace_id = workspace and known.alias_id = bound.alias_id
        where bound.workspace_id = workspace and bound.claim_id = claim and known.email_hash = p.email_hash))
    order by 1
  $$;

-- The person that a member is: every alias of it is theirs. One that a .mailmap added closes it, until it is confirmed.
create function record.own_people(workspace uuid, member uuid) returns setof uuid
  language sql stable
  as $$
    select distinct p.developer_id
    from record.claim c
      join record.claim_alias bound on bound.workspace_id = workspace and bound.claim_id = c.claim_id
      join record.alias_person p on p.workspace_id = workspace and p.alias_id = bound.alias_id
    where c.workspace_id = workspace and c.member_id = member and c.state = 'confirmed'
      and not exists (select 1 from record.unverified_aliases(workspace, c.claim_id, p.developer_id))
  $$;

-- What a member may see of whom: their own person, people of the teams they lead (and of teams below those) all of whose
-- aliases somebody vouched for, people who share with them, and the teams they are in or lead. Time grows with these people.
create function record.grants_of(workspace uuid, member uuid, day date,
    out self uuid[], out leads uuid[], out shared_by uuid[], out teams uuid[])
  language sql stable
  as $$
    with recursive
    own as materialized (select o as developer_id from record.own_people(workspace, member) o),
    mine as materialized (
      select distinct m.team_id, m.role from own
        join record.alias_person p on p.workspace_id = workspace and p.developer_id = own.developer_id
        join record.team_membership m on m.workspace_id = workspace and m.developer_id = any (array[p.alias_id, p.developer_id])
      where m.from_day <= day and (m.ends_before is null or m.ends_before > day)
    ),
    led as (
      select m.team_id from mine m where m.role = 'lead'
      union
      select t.team_id from led join record.team t on t.workspace_id = workspace and t.parent_team_id = led.team_id
    ),
    in_led as materialized (
      select distinct coalesce(p.developer_id, m.developer_id) as developer_id from led
        join record.team_membership m on m.workspace_id = workspace and m.team_id = led.team_id
        left join record.alias_person p on p.workspace_id = workspace and p.alias_id = m.developer_id
      where m.from_day <= day and (m.ends_before is null or m.ends_before > day)
    ),
    vouched as (
      select a.developer_id, a.alias_id, a.email_hash,
        v.alias_id is not null or c.alias_id is not null as is_vouched
      from in_led l
        join record.alias_person a on a.workspace_id = workspace and a.developer_id = l.developer_id
        left join record.vouched_alias v on v.workspace_id = workspace and v.alias_id = a.alias_id
        left join record.claim_alias c on c.workspace_id = workspace and c.alias_id = a.alias_id
    ),
    with_mail as (
      select v.developer_id, bool_or(v.is_vouched) over (
        partition by v.developer_id, coalesce(v.email_hash, v.alias_id)) as is_vouched
      from vouched v
    ),
    led_people as materialized (
      select w.developer_id from with_mail w group by w.developer_id having bool_and(w.is_vouched)
    ),
    sharing as (
      select s.member_id, false as with_leads from record.share s
      where s.workspace_id = workspace and s.with_member_id = member
      union
      select s.member_id, true from led_people l
        join record.alias_person p on p.workspace_id = workspace and p.developer_id = l.developer_id
        join record.claim_alias bound on bound.workspace_id = workspace and bound.alias_id = p.alias_id
        join record.claim c on c.workspace_id = workspace and c.claim_id = bound.claim_id
        join record.share s on s.workspace_id = workspace and s.member_id = c.member_id and s.audience = 'leads'
      where s.member_id <> member
    )
    select
      array(select o.developer_id from own o order by 1),
      array(select l.developer_id from led_people l order by 1),
      array(select distinct o from sharing s cross join lateral record.own_people(workspace, s.member_id) o
        where not s.with_leads or o in (select l.developer_id from led_people l) order by 1),
      array(select m.team_id from mine m union select l.team_id from led l order by 1)
  $$;

-- Whether a workspace never had a second member.
create function record.is_solo(workspace uuid) returns boolean
  language sql stable
  as $$
    select w.solo_ended_at is null
      and (select count(*) = 1 from record.member m where m.workspace_id = workspace)
    from record.workspace w where w.workspace_id = workspace
  $$;

-- Raises the access epoch; other changes of access in the workspace wait until this transaction ends.
create function record.raise_access_epoch(workspace uuid) returns bigint
  language sql
  as $$
    insert into record.access_epoch as known (workspace_id, epoch) values (workspace, 1)
    on conflict (workspace_id) do update set epoch = known.epoch + 1 returning epoch
  $$;

-- The functions below run before a workspace is known or across those of one account, with the rights of the owner of the
-- tables. Each finds its rows by the hash of a secret, or by a member of the workspace that the transaction is in.

drop function record.viewer_of_session(bytea), record.viewer_of_api_token(bytea), record.end_session(bytea),
  record.bootstrap_operator(text, text, boolean, bytea, bytea);

-- Who holds a session, what they may see, and the access epoch that this was read at.
create function record.viewer_of_session(session_hash bytea)
  returns table (workspace_id uuid, member_id uuid, role text, solo boolean, expires_at timestamptz, sign_in_id uuid,
    access_epoch bigint, self uuid[], leads uuid[], shared_by uuid[], teams uuid[])
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select m.workspace_id, m.member_id, m.role, record.is_solo(m.workspace_id), s.expires_at, s.session_id,
      coalesce((select e.epoch from record.access_epoch e where e.workspace_id = m.workspace_id), 0),
      g.self, g.leads, g.shared_by, g.teams
    from record.session s join record.member m on m.workspace_id = s.workspace_id and m.member_id = s.member_id
      cross join lateral record.grants_of(m.workspace_id, m.member_id, (now() at time zone 'utc')::date) g
    where s.token_hash = session_hash and s.expires_at > now()
  $$;

-- Who holds an API token. One without an end of its own has to be asked for again within the hour.
create function record.viewer_of_api_token(api_token_hash bytea)
  returns table (workspace_id uuid, member_id uuid, role text, solo boolean, expires_at timestamptz, sign_in_id uuid,
    access_epoch bigint, self uuid[], leads uuid[], shared_by uuid[], teams uuid[])
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select m.workspace_id, m.member_id, m.role, record.is_solo(m.workspace_id),
      least(t.expires_at, now() + interval '1 hour'), null::uuid,
      coalesce((select e.epoch from record.access_epoch e where e.workspace_id = m.workspace_id), 0),
      g.self, g.leads, g.shared_by, g.teams
    from record.api_token t join record.member m on m.workspace_id = t.workspace_id and m.member_id = t.member_id
      cross join lateral record.grants_of(m.workspace_id, m.member_id, (now() at time zone 'utc')::date) g
    where t.token_hash = api_token_hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
  $$;

-- Ends a session; no row: there is none.
create function record.end_session(session_hash bytea) returns table (workspace_id uuid, access_epoch bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    here uuid;
    raised bigint;
  begin
    select s.workspace_id into here from record.session s where s.token_hash = session_hash;
    if not found then return; end if;
    raised := record.raise_access_epoch(here);
    delete from record.session s where s.token_hash = session_hash;
    return query select here, raised;
  end $$;

-- Ends every session of a member's account, in all of its workspaces, but the one kept (null: none is). The member is one of
-- the workspace that the transaction is in.
create function record.end_other_sessions(member uuid, kept uuid)
  returns table (workspace_id uuid, access_epoch bigint, ended bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    other record;
    raised bigint;
    gone bigint;
  begin
    for other in
      select o.workspace_id, o.member_id from record.member m join record.member o on o.account_id = m.account_id
      where m.workspace_id = current_setting('trellis.workspace')::uuid and m.member_id = member
        and exists (select 1 from record.session s where s.workspace_id = o.workspace_id and s.member_id = o.member_id
          and s.session_id is distinct from kept)
      order by o.workspace_id
    loop
      raised := record.raise_access_epoch(other.workspace_id);
      delete from record.session s where s.workspace_id = other.workspace_id and s.member_id = other.member_id
        and s.session_id is distinct from kept;
      get diagnostics gone = row_count;
      return query select other.workspace_id, raised, gone;
    end loop;
  end $$;

-- The workspaces of a member's account. The member is one of the workspace that the transaction is in.
create function record.own_workspaces(member uuid) returns table (workspace_id uuid, name text, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select o.workspace_id, w.name, o.role
    from record.member m join record.member o on o.account_id = m.account_id
      join record.workspace w on w.workspace_id = o.workspace_id
    where m.workspace_id = nullif(current_setting('trellis.workspace', true), '')::uuid and m.member_id = member
  $$;

-- Swaps a session for one of the same account in another workspace, which ends when the first would have; no row: there is no
-- such session, or the account is no member there.
create function record.switch_workspace(session_hash bytea, target uuid, new_session_hash bytea)
  returns table (workspace_id uuid, access_epoch bigint, expires_at timestamptz)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    held record;
    raised bigint;
  begin
    select s.workspace_id, s.expires_at, o.member_id as there into held
      from record.session s
        join record.member m on m.workspace_id = s.workspace_id and m.member_id = s.member_id
        join record.member o on o.account_id = m.account_id and o.workspace_id = target
      where s.token_hash = session_hash and s.expires_at > now();
    if not found then return; end if;
    raised := record.raise_access_epoch(held.workspace_id);
    -- Of two switches of one session the later finds it gone.
    delete from record.session s where s.token_hash = session_hash;
    if not found then return; end if;
    insert into record.session (workspace_id, token_hash, member_id, expires_at)
      values (target, new_session_hash, held.there, held.expires_at);
    return query select held.workspace_id, raised, held.expires_at;
  end $$;

-- What an invitation that can still be accepted is to, and who would accept it by their session; no row: there is none.
create function record.describe_invitation(invitation_hash bytea, session_hash bytea)
  returns table (workspace_name text, role text, expires_at timestamptz, signed_in_name text, is_member boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select w.name, i.role, i.expires_at, holder.name, holder.is_member
    from record.invitation i join record.workspace w on w.workspace_id = i.workspace_id
      left join lateral (
        select m.name, exists (select 1 from record.member o
          where o.workspace_id = i.workspace_id and o.account_id = m.account_id) as is_member
        from record.session s join record.member m on m.workspace_id = s.workspace_id and m.member_id = s.member_id
        where s.token_hash = session_hash and s.expires_at > now()) holder on true
    where i.token_hash = invitation_hash and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
  $$;

-- Accepts an invitation: as the account of the session, or as a new account under the name given. The outcome is 'joined',
-- or what stands against it: 'gone', 'already-member' or 'name-needed'; the invitation can then still be used.
create function record.accept_invitation(invitation_hash bytea, session_hash bytea, new_name text, new_session_hash bytea)
  returns table (outcome text, workspace_id uuid, access_epoch bigint, expires_at timestamptz)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    invited record;
    holder record;
    joined uuid := gen_random_uuid();
    raised bigint;
    ends timestamptz := now() + interval '12 hours';
  begin
    select i.workspace_id, i.invitation_id, i.role into invited from record.invitation i
      where i.token_hash = invitation_hash and i.accepted_at is null and i.revoked_at is null and i.expires_at > now();
    if not found then return query select 'gone', null::uuid, null::bigint, null::timestamptz; return; end if;
    select m.account_id, m.name into holder
      from record.session s join record.member m on m.workspace_id = s.workspace_id and m.member_id = s.member_id
      where s.token_hash = session_hash and s.expires_at > now();
    if coalesce(new_name, holder.name) is null then
      return query select 'name-needed', null::uuid, null::bigint, null::timestamptz; return;
    end if;
    raised := record.raise_access_epoch(invited.workspace_id);
    if exists (select 1 from record.member m
        where m.workspace_id = invited.workspace_id and m.account_id = holder.account_id) then
      return query select 'already-member', invited.workspace_id, raised, null::timestamptz; return;
    end if;
    update record.invitation i set accepted_at = now(), accepted_by = joined
      where i.workspace_id = invited.workspace_id and i.invitation_id = invited.invitation_id
        and i.accepted_at is null and i.revoked_at is null;
    if not found then return query select 'gone', invited.workspace_id, raised, null::timestamptz; return; end if;
    insert into record.member (workspace_id, member_id, name, role, account_id)
      values (invited.workspace_id, joined, coalesce(new_name, holder.name), invited.role,
        coalesce(holder.account_id, gen_random_uuid()));
    update record.workspace w set solo_ended_at = coalesce(w.solo_ended_at, now())
      where w.workspace_id = invited.workspace_id;
    insert into record.session (workspace_id, token_hash, member_id, expires_at)
      values (invited.workspace_id, new_session_hash, joined, ends);
    insert into record.access_change (workspace_id, kind, actor_id, member_id, detail)
      values (invited.workspace_id, 'MEMBER_JOINED', joined, joined, invited.role);
    insert into record.epoch as known (workspace_id, epoch) values (invited.workspace_id, 1)
      on conflict on constraint epoch_pkey do update set epoch = known.epoch + 1;
    return query select 'joined', invited.workspace_id, raised, ends;
  end $$;

-- The access epoch of every workspace: what mirrors are compared with.
create function record.all_access_epochs() returns table (workspace_id uuid, epoch bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select e.workspace_id, e.epoch from record.access_epoch e $$;

-- Makes sure that there is a workspace with an owner (the first one, or with `another` a further one), and gives the owner
-- a new API token for the operator, which ends the one before, and a new sign-in link.
create function record.bootstrap_operator(
  workspace_name text, member_name text, another boolean, new_api_token_hash bytea, new_link_hash bytea
) returns table (workspace_id uuid, member_id uuid, access_epoch bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    the_workspace uuid;
    the_member uuid;
    raised bigint;
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
    raised := record.raise_access_epoch(the_workspace);
    select m.member_id into the_member from record.member m
      where m.workspace_id = the_workspace and m.role = 'owner' order by m.created_at, m.member_id limit 1;
    if the_member is null then
      the_member := gen_random_uuid();
      insert into record.member (workspace_id, member_id, name, role) values (the_workspace, the_member, member_name, 'owner');
    end if;
    update record.api_token t set revoked_at = now()
      where t.workspace_id = the_workspace and t.is_operator and t.revoked_at is null;
    insert into record.api_token (workspace_id, token_hash, member_id, label, is_operator)
      values (the_workspace, new_api_token_hash, the_member, 'operator', true);
    delete from record.sign_in_link l where l.workspace_id = the_workspace and l.expires_at <= now();
    insert into record.sign_in_link (workspace_id, token_hash, member_id, expires_at)
      values (the_workspace, new_link_hash, the_member, now() + interval '15 minutes');
    insert into record.access_change (workspace_id, kind, member_id) values (the_workspace, 'OPERATOR_SIGNED_IN', the_member);
    insert into record.epoch as known (workspace_id, epoch) values (the_workspace, 1)
      on conflict on constraint epoch_pkey do update set epoch = known.epoch + 1;
    return query select the_workspace, the_member, raised;
  end $$;

revoke all on function record.viewer_of_session(bytea), record.viewer_of_api_token(bytea), record.end_session(bytea),
  record.end_other_sessions(uuid, uuid), record.own_workspaces(uuid), record.switch_workspace(bytea, uuid, bytea),
  record.describe_invitation(bytea, bytea), record.accept_invitation(bytea, bytea, text, bytea), record.all_access_epochs(),
  record.bootstrap_operator(text, text, boolean, bytea, bytea) from public;
grant execute on function record.viewer_of_session(bytea), record.viewer_of_api_token(bytea), record.end_session(bytea),
  record.end_other_sessions(uuid, uuid), record.own_workspaces(uuid), record.switch_workspace(bytea, uuid, bytea),
  record.describe_invitation(bytea, bytea), record.accept_invitation(bytea, bytea, text, bytea), record.all_access_epochs(),
  record.bootstrap_operator(text, text, boolean, bytea, bytea) to trellis_teams;

-- migrate:down
drop function record.viewer_of_session(bytea), record.viewer_of_api_token(bytea), record.end_session(bytea),
  record.end_other_sessions(uuid, uuid), record.own_workspaces(uuid), record.switch_workspace(bytea, uuid, bytea),
  record.describe_invitation(bytea, bytea), record.accept_invitation(bytea, bytea, text, bytea), record.all_access_epochs(),
  record.bootstrap_operator(text, text, boolean, bytea, bytea), record.raise_access_epoch(uuid), record.is_solo(uuid),
  record.grants_of(uuid, uuid, date), record.own_people(uuid, uuid), record.unverified_aliases(uuid, uuid, uuid),
  record.team_people(uuid, date);
drop table record.access_epoch, record.access_change, record.share, record.vouched_alias, record.claim_alias, record.claim,
  record.invitation, record.former_member;
alter table record.team drop column parent_team_id;
alter table record.api_token drop column token_id, drop column expires_at, drop column is_operator;
alter table record.session drop column session_id;
alter table record.workspace drop column solo_ended_at;
alter table record.member drop column account_id;

create function record.viewer_of_session(session_hash bytea)
  returns table (workspace_id uuid, member_id uuid, role text, solo boolean, expires_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select m.workspace_id, m.member_id, m.role,
      (select count(*) = 1 from record.member o where o.workspace_id = m.workspace_id), s.expires_at
    from record.session s join record.member m on m.workspace_id = s.workspace_id and m.member_id = s.member_id
    where s.token_hash = session_hash and s.expires_at > now()
  $$;

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

revoke all on function record.viewer_of_session(bytea), record.viewer_of_api_token(bytea), record.end_session(bytea),
  record.bootstrap_operator(text, text, boolean, bytea, bytea) from public;
grant execute on function record.viewer_of_session(bytea), record.viewer_of_api_token(bytea), record.end_session(bytea),
  record.bootstrap_operator(text, text, boolean, bytea, bytea) to trellis_teams;
