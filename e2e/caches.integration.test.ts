import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type OwnRedis, startOwnRedis } from '@trellis/bench/own-redis.ts';
import { readEpochs } from '@trellis/cache/epochs.ts';
import { createRedis, type Redis } from '@trellis/cache/redis.ts';
import { testLogger } from '@trellis/service-kit/testing.ts';
import type { Bootstrapped } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestRepository } from './harness/git-repository.ts';
import { type RunningTrellis, startTrellis } from './harness/running-trellis.ts';

/** What a page would ask of four subgraphs. */
const PAGE = `{
  workspace { name activityCalendar { total } weeklyActivity(weeks: 4) { weeks { commits } } }
  developers { totalCount edges { node { id name commitCount { value } } } }
  repositories { edges { node { name commitCount busFactor { value } } } }
  teams { edges { node { name } } }
}`;
const PLACE = 'query ($id: ID!) { repository(id: $id) { name location } }';
/** Data is fresh within two seconds. */
const FRESH = { timeout: 2_000, interval: 50 };

interface Page {
  readonly workspace: { readonly name: string; readonly activityCalendar: { readonly total: number } };
  readonly developers: { readonly totalCount: number; readonly edges: readonly { node: { name: string } }[] };
  readonly repositories: { readonly edges: readonly { node: { name: string; commitCount: number } }[] };
  readonly teams: { readonly edges: readonly { node: { name: string } }[] };
}

interface Answer<T> {
  readonly data: T;
  readonly text: string;
  readonly cached: string | null;
  readonly errors: readonly { readonly extensions: { readonly code: string } }[] | undefined;
}

describe('answers that are kept', () => {
  const repository = createTestRepository('kept');
  let redisServer: OwnRedis;
  let redis: Redis;
  let trellis: RunningTrellis;
  let mine: Bootstrapped;
  let theirs: Bootstrapped;
  let repositoryId: string;

  beforeAll(async () => {
    repository.write({ 'src/main.ts': 'export const answer = 42;\n' });
    repository.commit({ author: 'Ann <ann@quarry.dev>' });
    repository.write({ 'src/main.ts': 'export const answer = 43;\n' });
    repository.commit({ author: 'Grace <grace@quarry.dev>' });
    redisServer = await startOwnRedis();
    redis = await createRedis(redisServer.url, testLogger);
    trellis = await startTrellis({ apart: false, redisUrl: redisServer.url });
    mine = await trellis.makeWorkspace('Mine');
    theirs = await trellis.makeWorkspace('Theirs');
    repositoryId = await trellis.importRepository(mine.apiToken, repository.path);
  }, 180_000);
  afterAll(async () => {
    await trellis?.stop();
    redis?.disconnect();
    await redisServer?.remove();
    repository.remove();
  });
  beforeEach(() => reliedOn(mine.workspaceId));

  async function ask<T>(token: string, query: string, variables: Record<string, unknown> = {}): Promise<Answer<T>> {
    const response = await fetch(`${trellis.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    return { ...JSON.parse(text), text, cached: response.headers.get('x-trellis-cache') };
  }
  const page = async () => (await ask<Page>(mine.apiToken, PAGE)).data;
  const teamNames = async () => (await page()).teams.edges.map(({ node }) => node.name);

  /** Waits until what is mirrored is relied on. */
  const reliedOn = (workspaceId: string) =>
    expect
      .poll(async () => Object.keys(await readEpochs(redis, workspaceId)), { timeout: 5_000 })
      .toEqual(expect.arrayContaining(['developers', 'teams', 'analytics', 'predictions', 'integrations', 'access']));

  /** Asks until the answer is a kept one. */
  const warm = (token = mine.apiToken, query = PAGE, variables = {}) =>
    expect.poll(async () => (await ask(token, query, variables)).cached, { timeout: 5_000 }).toBe('hit');

  /** A change that only the database knows of: whatever should have mirrored it is gone. */
  async function changeUnmirrored(name: string): Promise<void> {
    const { ownerPool } = trellis.installation.databases.teams;
    await ownerPool.query('insert into record.team (workspace_id, team_id, name) values ($1, $2, $3)', [
      mine.workspaceId,
      randomUUID(),
      name,
    ]);
    await ownerPool.query('update record.epoch set epoch = epoch + 1 where workspace_id = $1', [mine.workspaceId]);
  }

  /** A further member with an API token. */
  async function makeMember(role: 'member' | 'admin'): Promise<{ token: string; memberId: string }> {
    const { ownerPool } = trellis.installation.databases.teams;
    const [token, memberId] = [`trellis_${randomBytes(24).toString('base64url')}`, randomUUID()];
    await ownerPool.query('insert into record.member (workspace_id, member_id, name, role) values ($1, $2, $3, $4)', [
      mine.workspaceId,
      memberId,
      `Member ${memberId}`,
      role,
    ]);
    await ownerPool.query(
      'insert into record.api_token (workspace_id, token_hash, member_id, label) values ($1, $2, $3, $4)',
      [mine.workspaceId, createHash('sha256').update(token).digest(), memberId, 'test'],
    );
    const { rows } = await ownerPool.query<{ epoch: number }>('select record.raise_access_epoch($1) as epoch', [
      mine.workspaceId,
    ]);
    await expect.poll(async () => (await readEpochs(redis, mine.workspaceId)).access, FRESH).toBe(rows[0]?.epoch);
    return { token, memberId };
  }

  it('are the same as those that are not', async () => {
    const cold = await ask<Page>(mine.apiToken, PAGE);
    await warm();
    const hit = await ask<Page>(mine.apiToken, PAGE);
    expect(cold.errors).toBeUndefined();
    expect([hit.cached, hit.text]).toEqual(['hit', cold.text]);
  });

  it('are fresh once an import has ended', async () => {
    await warm();
    const before = await page();
    repository.write({ 'src/other.ts': 'export {};\n' });
    repository.commit({ author: 'Ann <ann@quarry.dev>' });
    await trellis.importRepository(mine.apiToken, repository.path);
    await expect
      .poll(async () => {
        const { workspace, repositories } = await page();
        return [workspace.activityCalendar.total, repositories.edges[0]?.node.commitCount];
      }, FRESH)
      .toEqual([before.workspace.activityCalendar.total + 1, 3]);
    await warm();
  });

  it('are fresh once two people turned out to be one', async () => {
    await warm();
    expect((await page()).developers.totalCount).toBe(2);
    repository.write({ '.mailmap': 'Ann <ann@quarry.dev> Grace <grace@quarry.dev>\n' });
    repository.commit({ author: 'Ann <ann@quarry.dev>' });
    await trellis.importRepository(mine.apiToken, repository.path);
    await expect.poll(async () => (await page()).developers.totalCount, FRESH).toBe(1);
    await warm();
  });

  it('are never those from before a mutation', async () => {
    for (const name of ['One', 'Two', 'Three']) {
      await warm();
      await ask(mine.apiToken, 'mutation ($n: String!) { createTeam(input: { name: $n }) { id } }', { n: name });
      expect(await teamNames()).toContain(name);
    }
  });

  it('are never those of another workspace', async () => {
    await warm();
    const foreign = await ask<Page>(theirs.apiToken, PAGE);
    expect(foreign.cached).not.toBe('hit');
    expect(foreign.data).toMatchObject({ workspace: { name: 'Theirs' }, developers: { totalCount: 0 } });
  });

  it('are never those of somebody who may see more', async () => {
    const member = await makeMember('member');
    await warm(mine.apiToken, PLACE, { id: repositoryId });
    for (let time = 0; time < 3; time += 1) {
      const answer = await ask<{ repository: unknown }>(member.token, PLACE, { id: repositoryId });
      expect(answer).toMatchObject({ cached: 'miss', data: { repository: { location: null } } });
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('are never those of somebody else with the same rights', async () => {
    const [one, other] = [await makeMember('admin'), await makeMember('admin')];
    await warm(one.token, PLACE, { id: repositoryId });
    expect((await ask(other.token, PLACE, { id: repositoryId })).cached).toBe('miss');
  });

  it('show nothing that a confirmed change of role took away', async () => {
    const admin = await makeMember('admin');
    await warm(admin.token, PLACE, { id: repositoryId });
    const changed = await ask(
      mine.apiToken,
      'mutation ($i: ChangeMemberRoleInput!) { changeMemberRole(input: $i) { id } }',
      { i: { memberId: admin.memberId, role: 'MEMBER' } },
    );
    expect(changed.errors).toBeUndefined();
    const answer = await ask<{ repository: unknown }>(admin.token, PLACE, { id: repositoryId });
    expect(answer).toMatchObject({ data: { repository: { location: null } } });
    expect(answer.cached).not.toBe('hit');
  });

  it('are fresh within two seconds where a mirror was lost', async () => {
    await warm();
    await changeUnmirrored('Lost mirror');
    await expect.poll(teamNames, FRESH).toContain('Lost mirror');
  });

  it('are fresh at once where Redis forgot everything', async () => {
    await warm();
    await changeUnmirrored('Before the flush');
    await redis.flushall();
    expect(await teamNames()).toContain('Before the flush');
    await changeUnmirrored('After the flush');
    await expect.poll(teamNames, FRESH).toContain('After the flush');
    await warm();
  });

  it('are fresh where Redis dies between a commit and its mirror, also once it is back with what it knew', async () => {
    await warm();
    await redisServer.kill();
    await changeUnmirrored('While it is down');
    expect(await teamNames()).toContain('While it is down');
    await redisServer.start();
    for (let time = 0; time < 20; time += 1) expect(await teamNames()).toContain('While it is down');
    await warm();
    expect(await teamNames()).toContain('While it is down');
  });

  it('are none while Redis is away, and answers are right', async () => {
    await warm();
    await redisServer.kill();
    for (const name of ['Away one', 'Away two']) {
      await changeUnmirrored(name);
      const answer = await ask<Page>(mine.apiToken, PAGE);
      expect(answer.cached).toBe('skip');
      expect(answer.data.teams.edges.map(({ node }) => node.name)).toContain(name);
    }
    await redisServer.start();
    await reliedOn(mine.workspaceId);
  });
});
