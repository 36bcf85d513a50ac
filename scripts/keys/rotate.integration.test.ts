import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { openKeyRing, readKeyRing } from '@trellis/config/key-ring.ts';
import { createSecrets } from '@trellis/secrets/secrets.ts';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { remoteSubgraph } from '@trellis/service-kit/remote-subgraph.ts';
import { createFolderStorage } from '@trellis/storage/folder-storage.ts';
import { bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../parts/ports.ts';
import { stopProcesses } from '../parts/records.ts';
import { startService, untilReady } from '../parts/service.ts';
import { type DataFolder, makeKeyRing, openDataFolder, type Passwords, writePrivate } from '../start/data-folder.ts';
import { prepareDatabases } from '../start/databases.ts';
import { rotateKeys } from './rotate.ts';

const root = join(import.meta.dirname, '..', '..');
const ROTATIONS = 3;
/** The gateway shows a token to the subgraphs for five seconds after it was signed. */
const TOKEN_MS = 7_000;
/** A page that opens several of its queries at once, again and again. */
const READERS = 4;

let path: string;
let folder: DataFolder;
let url: string;
let teamsUrl: string;
let apiToken: string;

beforeAll(async () => {
  path = mkdtempSync(join(tmpdir(), 'trellis-keys-'));
  process.env.TRELLIS_DATA_DIR = path;
  folder = openDataFolder(root);
  const roles = Object.fromEntries(SUBGRAPHS.map((subgraph) => [subgraph, { owner: 'test', service: 'test' }]));
  const databases = await prepareDatabases(
    root,
    process.env.TRELLIS_TEST_POSTGRES_URL as string,
    roles as Passwords['roles'],
  );
  makeKeyRing(folder);
  const names = { workspaceName: 'Keys', memberName: 'Owner', createWorkspace: true };
  apiToken = (await bootstrapOperator(databases.teams.serviceUrl, names)).apiToken;
  const env = {
    TRELLIS_DATA_DIR: path,
    TRELLIS_KEY_RING: folder.keyRingFile,
    TRELLIS_STORAGE_DIR: folder.storage,
    TRELLIS_REDIS_URL: process.env.TRELLIS_TEST_REDIS_URL as string,
    TRELLIS_TEMPORAL_ADDRESS: process.env.TRELLIS_TEMPORAL_ADDRESS as string,
    ...Object.fromEntries(
      SUBGRAPHS.map((name) => [`TRELLIS_DATABASE_URL_${name.toUpperCase()}`, databases[name].serviceUrl]),
    ),
  };
  teamsUrl = await startRoles('teams', { ...env, TRELLIS_ROLES: 'teams' });
  url = await startRoles('rest', {
    ...env,
    TRELLIS_ROLES: 'gateway,developers,analytics,predictions,integrations',
    TRELLIS_SUBGRAPH_URL_TEAMS: teamsUrl,
  });
});

afterAll(async () => {
  await stopProcesses(folder.run);
  rmSync(path, { recursive: true });
});

test('Keys for signing and encryption rotate under traffic between processes: no request fails, nothing sealed is lost.', async () => {
  const before = readKeyRing(folder.keyRingFile);
  const storage = createFolderStorage(folder.storage);
  const secrets = createSecrets(storage, openKeyRing(folder.keyRingFile));
  const context = { workspaceId: '00000000-0000-4000-8000-000000000001', purpose: 'test' };
  const sealedBefore = await secrets.seal(Buffer.from('before'), context);
  let rotating = true;

  const read = async () => {
    let answered = 0;
    for (; rotating; answered++) {
      const answer = await ask('{ workspace { name } repositories { edges { node { id } } } }');
      expect(answer).toEqual({ data: { workspace: { name: 'Keys' }, repositories: { edges: [] } } });
      await sleep(20);
    }
    return answered;
  };
  // As a gateway that has started just now: it knows a new key before anybody else does.
  const callTeams = async () => {
    const teams = remoteSubgraph('teams', teamsUrl);
    for (; rotating; await sleep(5)) {
      const signer = createTokenSigner(openKeyRing(folder.keyRingFile));
      const call = teams.call('nothing-of-this-name', {}, { token: await signer.forInternalCall(), requestId: 'test' });
      // Looked for only once the token was accepted.
      await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await teams.close();
  };
  const keep = async () => {
    for (let n = 0; rotating; n++) {
      const workspaceId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      const sealed = await secrets.seal(Buffer.from(`secret ${n}`), { ...context, workspaceId });
      await sleep(200);
      const other = createSecrets(storage, openKeyRing(folder.keyRingFile));
      expect((await other.open(sealed, { ...context, workspaceId })).toString()).toBe(`secret ${n}`);
    }
  };
  const rotate = async () => {
    const { keyRingFile } = folder;
    for (let round = 0; round < ROTATIONS; round++) {
      await rotateKeys({ keyRingFile, use: 'encryption', storage, say: () => undefined });
      await rotateKeys({ keyRingFile, use: 'signing', storage, tokenMs: TOKEN_MS, say: () => undefined });
    }
  };
  const traffic = Promise.all([keep(), callTeams(), ...Array.from({ length: READERS }, read)]);
  try {
    await Promise.race([rotate(), traffic]);
  } finally {
    rotating = false;
  }
  const [, , ...answered] = await traffic;
  expect(Math.min(...(answered as number[]))).toBeGreaterThan(100);

  const after = readKeyRing(folder.keyRingFile);
  expect(after.signing).toHaveLength(1);
  expect(after.encryption).toHaveLength(1);
  expect(after.signing[0]?.id).not.toBe(before.signing[0]?.id);
  expect(after.encryption[0]?.id).not.toBe(before.encryption[0]?.id);
  expect(after.aliasHashing).toEqual(before.aliasHashing);
  const reader = createSecrets(storage, { encryption: after.encryption });
  expect((await reader.open(sealedBefore, context)).toString()).toBe('before');
}, 180_000);

test('A key ring of the first release is completed at the start, and keeps its keys.', () => {
  const { encryption: _, ...old } = readKeyRing(folder.keyRingFile);
  writePrivate(folder.keyRingFile, old);
  makeKeyRing(folder);
  const completed = JSON.parse(readFileSync(folder.keyRingFile, 'utf8'));
  expect(completed).toMatchObject(old);
  expect(completed.encryption).toHaveLength(1);
});

async function ask(query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiToken}` },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

async function startRoles(name: string, env: Record<string, string>): Promise<string> {
  const port = await freePort(name, 0);
  const service = await startService({
    name,
    command: process.execPath,
    args: [join(root, 'service.ts')],
    env: { ...env, TRELLIS_PORT: String(port) },
    cwd: root,
    logFile: join(path, `${name}.log`),
    runDir: folder.run,
    saysReady: true,
  });
  await untilReady(service, join(path, `${name}.log`), async () => {
    if (!service.isReady()) throw new Error('not ready');
  });
  return `http://127.0.0.1:${port}`;
}
