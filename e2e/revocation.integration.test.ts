import { type OwnRedis, startOwnRedis } from '@trellis/bench/own-redis.ts';
import { readEpochs } from '@trellis/cache/epochs.ts';
import { createRedis, type Redis } from '@trellis/cache/redis.ts';
import { start as startGateway } from '@trellis/gateway/start.ts';
import type { SubgraphRequest } from '@trellis/service-kit/subgraph.ts';
import { testLogger } from '@trellis/service-kit/testing.ts';
import type { Bootstrapped } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningTrellis, startTrellis } from './harness/running-trellis.ts';
import { type Browser, createBrowser, joinWorkspace, signIn } from './harness/signed-in.ts';

const REMOVE = 'mutation ($id: ID!) { removeMember(id: $id) }';
const DEMOTE = 'mutation ($id: ID!) { changeMemberRole(input: { memberId: $id, role: MEMBER }) { id } }';
const NAMES = '{ workspace { name } }';
const FOR_ADMINS = '{ invitations { edges { node { id } } } }';

/** A workspace of an owner, and an admin who can be removed. */
interface Cast {
  readonly made: Bootstrapped;
  readonly owner: Browser;
  readonly admin: Browser;
  readonly adminId: string;
}

describe('once a revocation is confirmed', () => {
  let redisServer: OwnRedis;
  let redis: Redis;
  let trellis: RunningTrellis;
  /** A second gateway over the same subgraphs, with caches of its own. */
  let second: { readonly url: string; stop(): Promise<void> };
  let cast: Cast;
  /** While set, requests of the second gateway wait for it once they were executed. */
  let hold: Promise<void> | undefined;
  let held = 0;

  beforeAll(async () => {
    redisServer = await startOwnRedis();
    redis = await createRedis(redisServer.url, testLogger);
    trellis = await startTrellis({ apart: false, redisUrl: redisServer.url });
    const config = { ...trellis.installation.config, redisUrl: redisServer.url };
    const { teams } = trellis.services;
    const slow = {
      ...teams,
      async execute(request: SubgraphRequest) {
        const answer = await teams.execute(request);
        if (hold !== undefined) {
          held += 1;
          await hold;
        }
        return answer;
      },
    };
    second = await startGateway({ config, subgraphs: { ...trellis.services, teams: slow }, logger: testLogger });
  });
  afterAll(async () => {
    await second?.stop();
    await trellis?.stop();
    redis?.disconnect();
    await redisServer?.remove();
  });
  beforeEach(async () => {
    const made = await trellis.makeWorkspace('Revoked');
    const owner = await signIn(trellis.url, made.signInToken);
    const admin = await joinWorkspace(trellis.url, owner, 'ADMIN', 'Ann');
    const adminId = (await admin.get('{ viewer { memberId } }')).viewer.memberId as string;
    cast = { made, owner, admin, adminId };
    await isReliedOn();
  });
  afterEach(() => {
    hold = undefined;
    held = 0;
  });

  /** Waits until the mirrored epochs are relied on, so that gateways remember viewers and answers. */
  const isReliedOn = () =>
    expect
      .poll(async () => (await readEpochs(redis, cast.made.workspaceId).catch(() => ({}) as never)).access, {
        timeout: 10_000,
      })
      .toBeDefined();

  const askSecond = (browser: Browser, query: string) => browser.ask<Record<string, unknown>>(query, {}, second.url);

  /** Fills what the second gateway remembers: the viewer, and the answer. */
  async function warmSecond(browser: Browser, query = NAMES): Promise<void> {
    await expect.poll(async () => (await askSecond(browser, query)).cached, { timeout: 10_000 }).toBe('hit');
  }

  /** Asks the second gateway and holds its answer back until it is let go. */
  async function askHeld(browser: Browser, query: string) {
    let release: () => void = () => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const before = held;
    const asked = askSecond(browser, query);
    await expect.poll(() => held).toBeGreaterThan(before);
    return {
      async finish() {
        hold = undefined;
        release();
        return asked;
      },
    };
  }

  const remove = () => cast.owner.get(REMOVE, { id: cast.adminId });

  it('no gateway knows who was removed any more, however warm it is', async () => {
    await warmSecond(cast.admin);
    await remove();
    for (const url of [trellis.url, second.url]) {
      const { status, data } = await cast.admin.ask(NAMES, {}, url);
      expect([status, data]).toEqual([401, undefined]);
    }
  });

  it('an answer on its way is thrown away', async () => {
    await warmSecond(cast.admin);
    const asked = await askHeld(cast.admin, FOR_ADMINS);
    await remove();
    const answer = await asked.finish();
    expect([answer.status, answer.data]).toEqual([401, undefined]);
  });

  it('a query on its way is answered as who the viewer is now', async () => {
    const asked = await askHeld(cast.admin, `{ viewer { role } invitations { edges { node { id } } } }`);
    await cast.owner.get(DEMOTE, { id: cast.adminId });
    const answer = await asked.finish();
    expect(answer.data).toBeNull();
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', deniedField: 'Query.invitations' });
    expect(await askSecond(cast.admin, '{ viewer { role } }')).toMatchObject({ data: { viewer: { role: 'MEMBER' } } });
  });

  it('what a mutation on its way found is withheld', async () => {
    const asked = await askHeld(cast.admin, 'mutation { createTeam(input: { name: "Late" }) { id name } }');
    await cast.owner.get(DEMOTE, { id: cast.adminId });
    const answer = await asked.finish();
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.[0]?.extensions.code).toBe('ACCESS_CHANGED');
  });

  it('a query on its way ends also with the sign-in that asked', async () => {
    const asked = await askHeld(cast.admin, NAMES);
    expect((await cast.admin.post('/auth/sign-out', {})).status).toBe(200);
    expect((await asked.finish()).status).toBe(401);
    expect((await askSecond(cast.admin, NAMES)).status).toBe(401);
  });

  it('a revoked token is refused everywhere', async () => {
    const { createApiToken } = await cast.admin.get(
      'mutation { createApiToken(input: { label: "ci" }) { token apiToken { id } } }',
    );
    const ask = async () => {
      const response = await fetch(`${second.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${createApiToken.token}` },
        body: JSON.stringify({ query: NAMES }),
      });
      return response.status;
    };
    expect([await ask(), await ask()]).toEqual([200, 200]);
    await cast.admin.get('mutation ($id: ID!) { revokeApiToken(id: $id) { id } }', { id: createApiToken.apiToken.id });
    expect(await ask()).toBe(401);
  });

  it('live routes have ended, on every gateway, and of the ones removed only', async () => {
    const routes = [await cast.admin.listen(), await cast.admin.listen(second.url)];
    const kept = await cast.owner.listen(second.url);
    await remove();
    await expect.poll(() => routes.map((route) => route.ended()), { timeout: 2_000 }).toEqual([true, true]);
    await cast.owner.get('mutation { createTeam(input: { name: "After" }) { id } }');
    await expect.poll(() => kept.text()).toContain('event: access');
    for (const route of routes) expect(route.text()).not.toContain('event: access');
    expect(kept.ended()).toBe(false);
    await kept.close();
  });

  it('a live route that was opened meanwhile has ended too', async () => {
    const opening = Array.from({ length: 8 }, (_, index) =>
      cast.admin.listen(index % 2 === 0 ? trellis.url : second.url).catch(() => undefined),
    );
    await remove();
    const routes = (await Promise.all(opening)).filter((route) => route !== undefined);
    await expect.poll(() => routes.every((route) => route.ended()), { timeout: 2_000 }).toBe(true);
    await expect(cast.admin.listen(second.url)).rejects.toThrow('401');
  });

  it('what was shared is no longer shown, nor kept', async () => {
    const member = await joinWorkspace(trellis.url, cast.owner, 'MEMBER', 'Bob');
    const memberId = (await member.get('{ viewer { memberId } }')).viewer.memberId as string;
    const { ownerPool } = trellis.installation.databases.teams;
    const person = 'a1a1a1a1-0000-4000-8000-000000000001';
    await ownerPool.query(
      'insert into record.alias_person (workspace_id, alias_id, developer_id, is_bot) values ($1, $2, $2, false)',
      [cast.made.workspaceId, person],
    );
    await cast.owner.get(
      'mutation ($m: ID!, $d: ID!) { assignDeveloper(input: { memberId: $m, developerId: $d }) { id } }',
      {
        m: cast.adminId,
        d: person,
      },
    );
    const shared = '{ viewer { sharedBy { id } } }';
    const sees = async () => (await askSecond(member, shared)).data?.viewer;
    await cast.admin.get('mutation ($m: [ID!]) { sharePersonalData(input: { with: MEMBERS, memberIds: $m }) { id } }', {
      m: [memberId],
    });
    expect(await sees()).toEqual({ sharedBy: [{ id: person }] });
    await cast.admin.get('mutation { stopSharing { id } }');
    expect(await sees()).toEqual({ sharedBy: [] });
  });

  it('solo has ended for the owner, also in what is on its way', async () => {
    const alone = await trellis.makeWorkspace('Alone');
    const owner = await signIn(trellis.url, alone.signInToken);
    expect(await askSecond(owner, '{ viewer { solo } }')).toMatchObject({ data: { viewer: { solo: true } } });
    const asked = await askHeld(owner, '{ viewer { solo } }');
    await joinWorkspace(trellis.url, owner, 'MEMBER', 'Second');
    expect(await asked.finish()).toMatchObject({ data: { viewer: { solo: false } } });
  });

  it('also where it was a new start of Trellis that took the operator’s token away', async () => {
    const { bootstrapOperator } = await import('@trellis/subgraph-teams/bootstrap.ts');
    const databaseUrl = trellis.installation.config.databases.teams as string;
    const names = { workspaceName: 'First', memberName: 'Operator', redisUrl: redisServer.url };
    const before = await bootstrapOperator(databaseUrl, names);
    const status = async () => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${before.apiToken}` };
      const body = JSON.stringify({ query: NAMES });
      return (await fetch(`${second.url}/graphql`, { method: 'POST', headers, body })).status;
    };
    expect(await status()).toBe(200);
    await bootstrapOperator(databaseUrl, names);
    expect(await status()).toBe(401);
  });

  it('switching leaves nothing of the sign-in in the workspace that was left', async () => {
    const { createWorkspace } = await cast.owner.get('mutation { createWorkspace(input: { name: "Next" }) { id } }');
    await warmSecond(cast.owner);
    const route = await cast.owner.listen(second.url);
    const { status, browser } = await cast.owner.post('/workspaces/switch', { workspaceId: createWorkspace.id });
    expect(status).toBe(200);
    expect((await askSecond(cast.owner, NAMES)).status).toBe(401);
    await expect.poll(() => route.ended(), { timeout: 2_000 }).toBe(true);
    expect(await askSecond(browser, NAMES)).toMatchObject({ data: { workspace: { name: 'Next' } } });
    const strange = await browser.post('/workspaces/switch', { workspaceId: '00000000-0000-4000-8000-00000000dead' });
    expect([strange.status, strange.body]).toMatchObject([404, { error: { code: 'NOT_FOUND', field: 'workspaceId' } }]);
  });

  describe('while Redis is away', () => {
    const comeBack = async () => {
      await redisServer.start();
      await expect.poll(() => redis.status, { timeout: 10_000 }).toBe('ready');
      await isReliedOn();
    };

    it('nobody relies on what they remember, though it can’t be confirmed, and it holds once Redis is back', async () => {
      await warmSecond(cast.admin);
      await redisServer.kill();
      const { errors } = await cast.owner.ask(REMOVE, { id: cast.adminId });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
      expect((await askSecond(cast.admin, NAMES)).status).toBe(401);
      await comeBack();
      for (let time = 0; time < 10; time += 1) {
        expect((await askSecond(cast.admin, NAMES)).status).toBe(401);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const { rows } = await trellis.installation.databases.teams.pool.query(
        'select epoch from record.all_access_epochs() where workspace_id = $1',
        [cast.made.workspaceId],
      );
      await expect
        .poll(async () => (await readEpochs(redis, cast.made.workspaceId).catch(() => ({}) as never)).access, {
          timeout: 5_000,
        })
        .toBe(rows[0].epoch);
    });

    it('an answer on its way is thrown away where the change could not be told', async () => {
      const asked = await askHeld(cast.admin, FOR_ADMINS);
      await redisServer.kill();
      await cast.owner.ask(REMOVE, { id: cast.adminId });
      const { status } = await asked.finish();
      await comeBack();
      expect(status).toBe(401);
    });
  });

  it('what a Redis that died between commit and mirror never heard of is told by comparison with the rows', async () => {
    await warmSecond(cast.admin);
    const { ownerPool } = trellis.installation.databases.teams;
    const client = await ownerPool.connect();
    // As a process that ends between its commit and its mirror leaves things.
    await client.query('begin');
    await client.query('select record.raise_access_epoch($1)', [cast.made.workspaceId]);
    await client.query('delete from record.member where workspace_id = $1 and member_id = $2', [
      cast.made.workspaceId,
      cast.adminId,
    ]);
    await client.query('commit');
    client.release();
    await expect.poll(async () => (await askSecond(cast.admin, NAMES)).status, { timeout: 2_000 }).toBe(401);
  });
});

describe('an invitation’s page', () => {
  it('says what it is to, joins once, and gives coded refusals', async () => {
    const trellis = await startTrellis({ apart: true });
    try {
      const owner = await signIn(trellis.url, (await trellis.makeWorkspace('Here')).signInToken);
      const nobody = createBrowser(trellis.url);
      const make = async () => {
        const { createInvitation } = await owner.get('mutation { createInvitation(input: { role: MEMBER }) { url } }');
        return createInvitation.url.split('#')[1] as string;
      };
      const token = await make();
      expect((await nobody.post('/invitations/look', { token })).body).toMatchObject({
        workspaceName: 'Here',
        role: 'MEMBER',
        signedInName: null,
      });
      const nameless = await nobody.post('/invitations/accept', { token });
      expect([nameless.status, nameless.body]).toMatchObject([400, { error: { code: 'BAD_INPUT', field: 'name' } }]);
      const member = await owner.post('/invitations/accept', { token });
      expect([member.status, member.body]).toMatchObject([409, { error: { code: 'ALREADY_MEMBER' } }]);
      const joined = await nobody.post('/invitations/accept', { token, name: 'Ann' });
      expect(joined.status).toBe(200);
      expect(await joined.browser.get('{ viewer { name role } }')).toEqual({ viewer: { name: 'Ann', role: 'MEMBER' } });
      for (const route of ['look', 'accept']) {
        const again = await nobody.post(`/invitations/${route}`, { token, name: 'Eve' });
        expect([again.status, again.body]).toMatchObject([404, { error: { code: 'NOT_FOUND', field: 'token' } }]);
        const empty = await nobody.post(`/invitations/${route}`, {});
        expect([empty.status, empty.body]).toMatchObject([400, { error: { code: 'BAD_INPUT', field: 'token' } }]);
        const foreign = await fetch(`${trellis.url}/invitations/${route}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token: await make(), name: 'Eve' }),
        });
        expect(foreign.status).toBe(403);
      }
    } finally {
      await trellis.stop();
    }
  });
});
