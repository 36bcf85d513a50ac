import { randomBytes, randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import { callSubgraph, testKeys, testLogger } from '@trellis/service-kit/testing.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bootstrapped, bootstrapOperator } from './bootstrap.ts';
import { type AuthenticatedViewer, internalHandlers } from './internal-handlers.ts';

const NAMES = { workspaceName: 'First', memberName: 'Operator' };

let database: TestDatabase;
let first: Bootstrapped;
let other: Bootstrapped;
beforeAll(async () => {
  database = await createTestDatabase('teams');
});
afterAll(() => database.drop());
beforeEach(async () => {
  first = await bootstrapOperator(database.serviceUrl, NAMES);
  other = await bootstrapOperator(database.serviceUrl, {
    workspaceName: 'Other',
    memberName: 'Eve',
    createWorkspace: true,
  });
});

describe('bootstrapOperator', () => {
  it('finds the first workspace and its owner again, whatever the names', async () => {
    const again = await bootstrapOperator(database.serviceUrl, { workspaceName: 'Second', memberName: 'Somebody' });
    expect([again.workspaceId, again.memberId]).toEqual([first.workspaceId, first.memberId]);
    const { rows } = await owner('select name from record.workspace where workspace_id = $1', [first.workspaceId]);
    expect(rows).toEqual([{ name: 'First' }]);
  });

  it('makes one workspace when two start side by side', async () => {
    const fresh = await createTestDatabase('teams');
    const made = await Promise.all([1, 2, 3].map(() => bootstrapOperator(fresh.serviceUrl, NAMES)));
    expect(new Set(made.map(({ workspaceId, memberId }) => `${workspaceId} ${memberId}`)).size).toBe(1);
    await fresh.drop();
  });

  it('makes a further workspace where it is asked to', () => {
    expect(other.workspaceId).not.toBe(first.workspaceId);
  });

  it('ends the API token that it gave before, of that workspace alone', async () => {
    const again = await bootstrapOperator(database.serviceUrl, NAMES);
    expect(await authenticate({ apiToken: first.apiToken })).toBeNull();
    expect(await authenticate({ apiToken: again.apiToken })).toMatchObject({ memberId: first.memberId });
    expect(await authenticate({ apiToken: other.apiToken })).toMatchObject({ memberId: other.memberId });
  });

  it('keeps no token, only hashes', async () => {
    const session = await redeem(first.signInToken);
    const { rows } = await owner(
      `select encode(token_hash, 'escape') as kept from (select token_hash from record.session union all
        select token_hash from record.api_token union all select token_hash from record.sign_in_link) all_tokens`,
    );
    const kept = rows.map((row) => String(row.kept)).join();
    for (const token of [first.apiToken, first.signInToken, session?.sessionToken]) expect(kept).not.toContain(token);
  });
});

describe('signing in', () => {
  it('opens a session of twelve hours for the member of the link', async () => {
    const session = await redeem(first.signInToken);
    expect(Date.parse(session?.expiresAt as string) - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
    expect(Date.parse(session?.expiresAt as string) - Date.now()).toBeLessThan(12.1 * 3_600_000);
    expect(await authenticate({ sessionToken: session?.sessionToken as string })).toEqual({
      workspaceId: first.workspaceId,
      memberId: first.memberId,
      role: 'owner',
      solo: true,
      signInId: expect.any(String),
      grants: { self: [], leads: [], sharedBy: [], teams: [] },
      accessEpoch: expect.any(Number),
      expiresAt: session?.expiresAt,
    });
  });

  it('takes a link once, also when it is redeemed twice at a time', async () => {
    const sessions = await Promise.all([1, 2, 3, 4].map(() => redeem(first.signInToken)));
    expect(sessions.filter((session) => session !== null)).toHaveLength(1);
  });

  it('takes no link that is older than a quarter of an hour', async () => {
    await owner(`update record.sign_in_link set expires_at = expires_at - interval '15 minutes'`);
    expect(await redeem(first.signInToken)).toBeNull();
  });

  it('ends with the session', async () => {
    const session = await redeem(first.signInToken);
    const sessionToken = session?.sessionToken as string;
    expect(await call('endSession', { sessionToken })).toBeNull();
    expect(await authenticate({ sessionToken })).toBeNull();
  });

  it('ends after twelve hours', async () => {
    const session = await redeem(first.signInToken);
    await owner(`update record.session set expires_at = expires_at - interval '12 hours'`);
    expect(await authenticate({ sessionToken: session?.sessionToken as string })).toBeNull();
  });

  it('is refused to anything that is no token', async () => {
    for (const token of [randomBytes(32).toString('base64url'), "' or true --", first.apiToken.slice(1)]) {
      expect(await redeem(token)).toBeNull();
      expect(await authenticate({ sessionToken: token })).toBeNull();
      expect(await authenticate({ apiToken: token })).toBeNull();
    }
    expect(await authenticate({})).toBeNull();
    await expect(call('redeemSignIn', {})).rejects.toMatchObject({ code: 'BAD_INPUT', field: 'token' });
  });

  it('takes a link, a session and an API token only for what they are', async () => {
    const session = await redeem(first.signInToken);
    expect(await authenticate({ apiToken: session?.sessionToken as string })).toBeNull();
    expect(await authenticate({ sessionToken: first.apiToken })).toBeNull();
    expect(await redeem(first.apiToken)).toBeNull();
  });

  it('ends solo with the second member', async () => {
    await inWorkspace(database.pool, other.workspaceId, (db) =>
      db.query(`insert into record.member (workspace_id, member_id, name, role) values ($1, $2, 'Second', 'member')`, [
        other.workspaceId,
        randomUUID(),
      ]),
    );
    expect(await authenticate({ apiToken: other.apiToken })).toMatchObject({ solo: false });
    expect(await authenticate({ apiToken: first.apiToken })).toMatchObject({ solo: true });
  });
});

describe('functions that run before a workspace is known', () => {
  it('are exactly these, with a fixed search path, and open to the service role alone', async () => {
    const { rows } = await owner(
      `select p.proname as name, array_to_string(p.proconfig, ';') as config, has_function_privilege('public', p.oid, 'execute') as open
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname in ('record', 'projection') and p.prosecdef order by 1`,
    );
    const fixed = { config: 'search_path=pg_catalog, pg_temp', open: false };
    expect(rows).toEqual(
      [
        'accept_invitation',
        'all_access_epochs',
        'all_epochs',
        'bootstrap_operator',
        'describe_invitation',
        'end_other_sessions',
        'end_session',
        'outdated_workspaces',
        'own_workspaces',
        'redeem_sign_in',
        'switch_workspace',
        'viewer_of_api_token',
        'viewer_of_session',
      ].map((name) => ({ name, ...fixed })),
    );
  });

  it('answer for the workspace of the token, whatever workspace the connection is in', async () => {
    const { hash } = { hash: await hashOf(first.apiToken) };
    const { rows } = await inWorkspace(database.pool, other.workspaceId, (db) =>
      db.query('select workspace_id from record.viewer_of_api_token($1)', [hash]),
    );
    expect(rows).toEqual([{ workspace_id: first.workspaceId }]);
  });

  it('leave the sessions and tokens of another workspace alone', async () => {
    const session = await redeem(first.signInToken);
    await redeem(other.signInToken);
    await bootstrapOperator(database.serviceUrl, NAMES);
    expect(await authenticate({ sessionToken: session?.sessionToken as string })).not.toBeNull();
    expect(await authenticate({ apiToken: other.apiToken })).not.toBeNull();
  });
});

function owner(text: string, values: unknown[] = []) {
  return database.ownerPool.query(text, values);
}

async function hashOf(token: string): Promise<Buffer> {
  const { rows } = await owner("select sha256(convert_to($1, 'UTF8')) as hash", [token]);
  return rows[0].hash;
}

function call(handler: string, input: unknown): Promise<unknown> {
  const service = createSubgraph({
    name: 'teams',
    schemaFile: 'teams.graphql',
    resolvers: {},
    internal: internalHandlers(database.pool, async () => undefined),
    keys: testKeys,
    dependencies: [],
    logger: testLogger,
  });
  return callSubgraph(service, handler, input);
}

function authenticate(tokens: { sessionToken?: string; apiToken?: string }): Promise<AuthenticatedViewer | null> {
  return call('authenticate', tokens) as Promise<AuthenticatedViewer | null>;
}

function redeem(token: string): Promise<{ sessionToken: string; expiresAt: string } | null> {
  return call('redeemSignIn', { token }) as Promise<{ sessionToken: string; expiresAt: string } | null>;
}
