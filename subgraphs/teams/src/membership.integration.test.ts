import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccessWorld, createAccessWorld } from './testing/access-world.ts';

const INVITE = `mutation ($role: WorkspaceRole!, $days: Int) {
  createInvitation(input: { role: $role, expiresInDays: $days }) { url invitation { id state role } } }`;
const CHANGE_ROLE = `mutation ($memberId: ID!, $role: WorkspaceRole!) {
  changeMemberRole(input: { memberId: $memberId, role: $role }) { role } }`;
const REMOVE = 'mutation ($id: ID!) { removeMember(id: $id) }';
/** Acceptances that wait for a change of access before them. */
const WAITING = `select count(distinct pid)::int from pg_locks join pg_stat_activity using (pid)
  where not granted and datname = current_database()`;
const MEMBERS = '{ members { totalCount edges { node { id name role isViewer } } } }';

let world: AccessWorld;
let owner: Awaited<ReturnType<AccessWorld['found']>>;
beforeAll(async () => {
  world = await createAccessWorld();
});
afterAll(() => world.drop());
beforeEach(async () => {
  owner = await world.found('Here');
});

async function invite(role: string): Promise<string> {
  return (await owner.get(INVITE, { role })).createInvitation.url.split('#')[1];
}

const accept = (token: string, more: { name?: string; sessionToken?: string } = {}) =>
  world.call('acceptInvitation', { token, ...more }) as Promise<{ outcome: string; sessionToken?: string }>;

const idOf = async (person: { viewer(): Promise<{ memberId: string } | null> }) =>
  (await person.viewer())?.memberId as string;

describe('an invitation', () => {
  it('lets one person join under a name, in its role, and keeps its secret out of what servers see', async () => {
    const { createInvitation } = await owner.get(INVITE, { role: 'ADMIN' });
    expect(createInvitation).toMatchObject({
      url: expect.stringMatching(/^https:\/\/trellis\.example\/invitation#[\w-]{43}$/),
      invitation: { state: 'PENDING', role: 'ADMIN' },
    });
    const token = createInvitation.url.split('#')[1];
    expect(await world.call('describeInvitation', { token })).toMatchObject({
      workspaceName: 'Here',
      role: 'admin',
      signedInName: null,
      isMember: false,
    });
    const { sessionToken } = await accept(token, { name: ' Ann ' });
    const ann = world.person(sessionToken as string);
    expect(await ann.viewer()).toMatchObject({ role: 'admin', workspaceId: owner.workspaceId, solo: false });
    expect((await owner.get(MEMBERS)).members).toMatchObject({
      totalCount: 2,
      edges: [{ node: { name: 'Ann', role: 'ADMIN' } }, { node: { role: 'OWNER', isViewer: true } }],
    });
    expect(
      (await owner.get('{ invitations { edges { node { state acceptedBy { name } } } } }')).invitations.edges,
    ).toEqual([{ node: { state: 'ACCEPTED', acceptedBy: { name: 'Ann' } } }]);
    const { rows } = await world.database.ownerPool.query('select * from record.invitation');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('is good once, also for those who have all seen that it still is', async () => {
    const token = await invite('MEMBER');
    const holder = await world.database.ownerPool.connect();
    await holder.query('begin');
    await holder.query('select record.raise_access_epoch($1)', [owner.workspaceId]);
    const accepting = ['Ann', 'Bob', 'Cat'].map((name) => accept(token, { name }));
    await expect.poll(async () => (await world.database.ownerPool.query(WAITING)).rows[0].count).toBe(3);
    await holder.query('rollback');
    holder.release();
    const outcomes = await Promise.all(accepting);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['gone', 'gone', 'joined']);
    expect(await world.call('describeInvitation', { token })).toBeNull();
  });

  it('is no longer good once it is revoked or too old', async () => {
    const token = await invite('MEMBER');
    const { invitations } = await owner.get('{ invitations { edges { node { id } } } }');
    const revoke = 'mutation ($id: ID!) { revokeInvitation(id: $id) { state } }';
    const { id } = invitations.edges[0].node;
    expect((await owner.get(revoke, { id })).revokeInvitation.state).toBe('REVOKED');
    expect(await accept(token, { name: 'Ann' })).toEqual({ outcome: 'gone' });
    expect(await owner.refused(revoke, { id })).toMatchObject({ code: 'BAD_INPUT', field: 'id' });
    const old = await invite('MEMBER');
    await world.database.ownerPool.query(`update record.invitation set expires_at = now() - interval '1 second'`);
    expect(await accept(old, { name: 'Ann' })).toEqual({ outcome: 'gone' });
  });

  it('asks for a name, and stays good', async () => {
    const token = await invite('MEMBER');
    expect(await accept(token)).toEqual({ outcome: 'name-needed' });
    await expect(accept(token, { name: '  ' })).rejects.toMatchObject({ code: 'BAD_INPUT', field: 'name' });
    expect(await accept(token, { name: 'Ann' })).toMatchObject({ outcome: 'joined' });
  });

  it('links the account of who is signed in elsewhere, and is kept where they are a member already', async () => {
    const other = await world.found('Other');
    const token = await invite('MEMBER');
    expect(await world.call('describeInvitation', { token, sessionToken: other.sessionToken })).toMatchObject({
      signedInName: 'Owner of Other',
      isMember: false,
    });
    const joined = world.person((await accept(token, { sessionToken: other.sessionToken })).sessionToken as string);
    const workspaces = [
      { name: 'Here', role: 'MEMBER', isCurrent: true },
      { name: 'Other', role: 'OWNER', isCurrent: false },
    ];
    expect((await joined.get('{ viewer { workspaces { name role isCurrent } } }')).viewer.workspaces).toEqual(
      workspaces,
    );
    const again = await invite('MEMBER');
    expect(await accept(again, { sessionToken: other.sessionToken })).toEqual({ outcome: 'already-member' });
    expect(await accept(again, { name: 'Ann' })).toMatchObject({ outcome: 'joined' });
  });

  it('is to a role that the inviter has, for 1 to 30 days', async () => {
    const admin = await world.join(owner, 'ADMIN', 'Ann');
    expect(await admin.refused(INVITE, { role: 'OWNER' })).toMatchObject({ code: 'FORBIDDEN', field: 'input.role' });
    expect(await owner.refused(INVITE, { role: 'MEMBER', days: 31 })).toMatchObject({
      code: 'BAD_INPUT',
      field: 'input.expiresInDays',
    });
    const member = await world.join(owner, 'MEMBER', 'Bob');
    expect(await member.refused(INVITE, { role: 'MEMBER' })).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('ends with the right of its inviter to make it', async () => {
    const admin = await world.join(owner, 'ADMIN', 'Ann');
    const made = async () => (await admin.get(INVITE, { role: 'ADMIN' })).createInvitation.url.split('#')[1] as string;
    const first = await made();
    await owner.get(CHANGE_ROLE, { memberId: await idOf(admin), role: 'MEMBER' });
    expect(await accept(first, { name: 'Eve' })).toEqual({ outcome: 'gone' });
    await owner.get(CHANGE_ROLE, { memberId: await idOf(admin), role: 'ADMIN' });
    const second = await made();
    await owner.get(REMOVE, { id: await idOf(admin) });
    expect(await accept(second, { name: 'Eve' })).toEqual({ outcome: 'gone' });
  });
});

describe('roles', () => {
  it('are given up to one’s own, to whoever is not above', async () => {
    const admin = await world.join(owner, 'ADMIN', 'Ann');
    const member = await world.join(owner, 'MEMBER', 'Bob');
    const [adminId, memberId, ownerId] = [await idOf(admin), await idOf(member), await idOf(owner)];
    const refusal = { code: 'FORBIDDEN', field: 'input.role' };
    expect(await admin.refused(CHANGE_ROLE, { memberId, role: 'OWNER' })).toMatchObject(refusal);
    expect(await admin.refused(CHANGE_ROLE, { memberId: ownerId, role: 'MEMBER' })).toMatchObject(refusal);
    expect(await admin.refused(REMOVE, { id: ownerId })).toMatchObject({ code: 'FORBIDDEN', field: 'id' });
    expect(await admin.get(CHANGE_ROLE, { memberId, role: 'ADMIN' })).toEqual({ changeMemberRole: { role: 'ADMIN' } });
    expect(await member.viewer()).toMatchObject({ role: 'admin' });
    expect(await admin.get(CHANGE_ROLE, { memberId: adminId, role: 'MEMBER' })).toBeDefined();
    expect(await admin.refused(CHANGE_ROLE, { memberId, role: 'MEMBER' })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await owner.refused(CHANGE_ROLE, { memberId: 'nobody', role: 'ADMIN' })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('leave a workspace one owner, whatever two owners do at once', async () => {
    const lastOwner = { code: 'LAST_OWNER', remedy: expect.any(String) };
    expect(await owner.refused('mutation { leaveWorkspace }')).toMatchObject(lastOwner);
    expect(await owner.refused(REMOVE, { id: await idOf(owner) })).toMatchObject(lastOwner);
    expect(await owner.refused(CHANGE_ROLE, { memberId: await idOf(owner), role: 'ADMIN' })).toMatchObject(lastOwner);
    const second = await world.join(owner, 'OWNER', 'Ann');
    const answers = await Promise.all([owner, second].map((one) => one.ask('mutation { leaveWorkspace }')));
    expect(answers.map(({ data, errors }) => data?.leaveWorkspace ?? errors[0]?.code).sort()).toEqual([
      'LAST_OWNER',
      true,
    ]);
  });

  it('count as they are when a change commits, not as a token says', async () => {
    const admin = await world.join(owner, 'ADMIN', 'Ann');
    const viewer = await admin.viewer();
    await owner.get(CHANGE_ROLE, { memberId: viewer?.memberId, role: 'MEMBER' });
    const { runSubgraph } = await import('@trellis/service-kit/testing.ts');
    const create = 'mutation { createTeam(input: { name: "Late" }) { id } }';
    const late = await runSubgraph(world.service, create, {}, viewer ?? {});
    expect(late.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    await owner.get(REMOVE, { id: viewer?.memberId });
    const gone = await runSubgraph(world.service, create, {}, viewer ?? {});
    expect(gone.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('whoever is removed or leaves', () => {
  it('loses every way in, and is still named in the access log', async () => {
    const ann = await world.join(owner, 'ADMIN', 'Ann');
    const { createApiToken } = await ann.get('mutation { createApiToken(input: { label: "ci" }) { token } }');
    const { createSignInLink } = await ann.get('mutation { createSignInLink { url } }');
    expect(await world.call('authenticate', { apiToken: createApiToken.token })).not.toBeNull();
    await owner.get(REMOVE, { id: await idOf(ann) });
    expect(await ann.viewer()).toBeNull();
    expect(await world.call('authenticate', { apiToken: createApiToken.token })).toBeNull();
    expect(await world.call('redeemSignIn', { token: createSignInLink.url.split('#')[1] })).toBeNull();
    const { accessLog } = await owner.get('{ accessLog(first: 1) { edges { node { kind actorName memberName } } } }');
    expect(accessLog.edges[0].node).toEqual({
      kind: 'MEMBER_REMOVED',
      actorName: 'Owner of Here',
      memberName: 'Ann',
    });
  });

  it('leaves the owner with what is each person’s own as closed as it was: solo does not come back', async () => {
    const ann = await world.join(owner, 'MEMBER', 'Ann');
    await ann.get('mutation { leaveWorkspace }');
    expect(await owner.viewer()).toMatchObject({ solo: false });
  });
});

describe('sign-ins and tokens', () => {
  it('are listed, and ended one by one or all but one, in every workspace of the account', async () => {
    const other = await world.found('Other');
    const here = await world.join(owner, 'MEMBER', 'Eve', other);
    const { createSignInLink } = await here.get('mutation { createSignInLink { url } }');
    const link = createSignInLink.url.split('#')[1];
    const browser = world.person(
      ((await world.call('redeemSignIn', { token: link })) as { sessionToken: string }).sessionToken,
    );
    const { signIns } = (await browser.get('{ viewer { signIns { id isCurrent } } }')).viewer;
    expect(signIns.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toEqual([true, false]);
    expect(await owner.refused('mutation ($id: ID!) { endSignIn(id: $id) }', { id: signIns[1].id })).toMatchObject({
      code: 'NOT_FOUND',
    });
    await browser.get('mutation ($id: ID!) { endSignIn(id: $id) }', { id: signIns[1].id });
    expect(await here.viewer()).toBeNull();
    expect(await browser.get('mutation { endOtherSignIns }')).toEqual({ endOtherSignIns: 1 });
    expect(await other.viewer()).toBeNull();
    expect(await browser.viewer()).not.toBeNull();
  });

  it('end on their day, when they are revoked, and nobody else’s can be', async () => {
    const make =
      'mutation ($d: Int) { createApiToken(input: { label: "ci", expiresInDays: $d }) { token apiToken { id expiresAt } } }';
    const { createApiToken: dated } = await owner.get(make, { d: 1 });
    const { createApiToken: endless } = await owner.get(make, {});
    expect([dated.apiToken.expiresAt, endless.apiToken.expiresAt]).toEqual([expect.any(String), null]);
    const holds = async ({ token }: { token: string }) =>
      (await world.call('authenticate', { apiToken: token })) !== null;
    expect([await holds(dated), await holds(endless)]).toEqual([true, true]);
    const revoke = 'mutation ($id: ID!) { revokeApiToken(id: $id) { revokedAt } }';
    const member = await world.join(owner, 'MEMBER', 'Ann');
    expect(await member.refused(revoke, { id: endless.apiToken.id })).toMatchObject({ code: 'NOT_FOUND', field: 'id' });
    await owner.get(revoke, { id: endless.apiToken.id });
    await world.database.ownerPool.query(`update record.api_token set expires_at = now() where expires_at is not null`);
    expect([await holds(dated), await holds(endless)]).toEqual([false, false]);
    expect(await owner.refused(make, { d: 0 })).toMatchObject({ code: 'BAD_INPUT', field: 'input.expiresInDays' });
  });

  it('go to another workspace of the account and nowhere else', async () => {
    const { createWorkspace } = await owner.get('mutation { createWorkspace(input: { name: "Next" }) { id role } }');
    expect(createWorkspace.role).toBe('OWNER');
    const stranger = await world.found('Strange');
    for (const workspaceId of [stranger.workspaceId, 'no uuid'])
      expect(await world.call('switchWorkspace', { sessionToken: owner.sessionToken, workspaceId })).toBeNull();
    const switched = (await world.call('switchWorkspace', {
      sessionToken: owner.sessionToken,
      workspaceId: createWorkspace.id,
    })) as { sessionToken: string };
    expect(await owner.viewer()).toBeNull();
    expect(await world.person(switched.sessionToken).viewer()).toMatchObject({
      workspaceId: createWorkspace.id,
      role: 'owner',
      solo: true,
    });
  });
});

describe('a change of access', () => {
  it('raises the access epoch in its transaction and is mirrored before it is confirmed', async () => {
    const before = await owner.viewer();
    world.told.length = 0;
    await owner.get('mutation { renameWorkspace(input: { name: "There" }) { name } }');
    const after = await owner.viewer();
    expect(after?.accessEpoch).toBe((before?.accessEpoch ?? 0) + 1);
    expect(world.told).toEqual([`access ${after?.accessEpoch}`, expect.stringMatching(/^teams /)]);
  });

  it('is saved but not confirmed while Redis is away', async () => {
    const ann = await world.join(owner, 'MEMBER', 'Ann');
    const id = await idOf(ann);
    world.redisAway = true;
    const answer = await owner.refused(REMOVE, { id });
    world.redisAway = false;
    expect(answer).toMatchObject({ code: 'UNAVAILABLE', remedy: expect.any(String) });
    expect(await ann.viewer()).toBeNull();
    const { rows } = await world.database.pool.query(
      'select epoch from record.all_access_epochs() where workspace_id = $1',
      [owner.workspaceId],
    );
    expect(rows[0].epoch).toBe((await owner.viewer())?.accessEpoch);
  });

  it('is refused whole, with no epoch raised and no line in the log', async () => {
    const before = await owner.viewer();
    await owner.refused('mutation { leaveWorkspace }');
    expect((await owner.viewer())?.accessEpoch).toBe(before?.accessEpoch);
    const { accessLog } = await owner.get('{ accessLog { edges { node { kind } } } }');
    expect(accessLog.edges.map(({ node }: { node: { kind: string } }) => node.kind)).not.toContain('MEMBER_LEFT');
  });
});

describe('functions across workspaces', () => {
  it('answer for members of the workspace that the transaction is in, and for nobody else', async () => {
    const stranger = await world.found('Strange');
    const foreign = await idOf(stranger);
    const asked = await inWorkspace(world.database.pool, owner.workspaceId, async (db) => [
      (await db.query('select * from record.own_workspaces($1)', [foreign])).rows,
      (await db.query('select * from record.end_other_sessions($1, null)', [foreign])).rows,
    ]);
    expect(asked).toEqual([[], []]);
    expect(await stranger.viewer()).not.toBeNull();
  });
});
