import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../parts/ports.ts';
import { stopProcesses } from '../parts/records.ts';
import { type Service, startService, untilReady } from '../parts/service.ts';
import { makeKeyRing, openDataFolder, type Passwords } from './data-folder.ts';
import { prepareDatabases } from './databases.ts';

const root = join(import.meta.dirname, '..', '..');
let folder: string;
let env: Record<string, string>;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-service-'));
  process.env.TRELLIS_DATA_DIR = folder;
  const data = openDataFolder(root);
  makeKeyRing(data);
  const roles = Object.fromEntries(SUBGRAPHS.map((subgraph) => [subgraph, { owner: 'test', service: 'test' }]));
  const databases = await prepareDatabases(
    root,
    process.env.TRELLIS_TEST_POSTGRES_URL as string,
    roles as Passwords['roles'],
  );
  const names = { workspaceName: 'Roles', memberName: 'Owner', createWorkspace: true };
  token = (await bootstrapOperator(databases.teams.serviceUrl, names)).apiToken;
  env = {
    TRELLIS_DATA_DIR: folder,
    TRELLIS_KEY_RING: data.keyRingFile,
    TRELLIS_STORAGE_DIR: data.storage,
    TRELLIS_REDIS_URL: process.env.TRELLIS_TEST_REDIS_URL as string,
    TRELLIS_TEMPORAL_ADDRESS: process.env.TRELLIS_TEMPORAL_ADDRESS as string,
    ...Object.fromEntries(
      SUBGRAPHS.map((name) => [`TRELLIS_DATABASE_URL_${name.toUpperCase()}`, databases[name].serviceUrl]),
    ),
  };
});

afterAll(async () => {
  await stopProcesses(join(folder, 'run'));
  rmSync(folder, { recursive: true });
});

test('A subgraph in a process of its own and the rest in another answer as one graph, and end cleanly.', async () => {
  const teams = await startRoles('teams', { TRELLIS_ROLES: 'teams' });
  const rest = await startRoles('rest', {
    TRELLIS_ROLES: 'gateway,developers,analytics,predictions,integrations',
    TRELLIS_SUBGRAPH_URL_TEAMS: teams.url,
  });
  const response = await fetch(`${rest.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ workspace { name } repositories { edges { node { id } } } }' }),
  });
  expect(await response.json()).toEqual({ data: { workspace: { name: 'Roles' }, repositories: { edges: [] } } });
  process.kill(rest.service.pid, 'SIGTERM');
  process.kill(teams.service.pid, 'SIGTERM');
  expect(await Promise.all([rest.service.ended, teams.service.ended])).toEqual(['status 0', 'status 0']);
});

test('Settings that are missing or wrong end the process with the name of each and what would be right.', async () => {
  const wrong = { TRELLIS_LOG_LEVEL: 'planted-value', TRELLIS_SUBGRAPH_URL_TEAMS: undefined };
  const { service } = await launch('broken', { TRELLIS_ROLES: 'gateway', TRELLIS_REDIS_URL: undefined, ...wrong });
  expect(await service.ended).toBe('status 2');
  const said = readFileSync(join(folder, 'broken.log'), 'utf8');
  expect(said).toContain('TRELLIS_REDIS_URL: is not set; expected a URL');
  expect(said).toContain('TRELLIS_LOG_LEVEL: expected one of debug, info');
  expect(said).toContain('TRELLIS_SUBGRAPH_URL_TEAMS: is not set, and teams is not among the roles of this process');
  expect(said).not.toContain('planted-value');
});

async function startRoles(name: string, more: Record<string, string>): Promise<{ service: Service; url: string }> {
  const { service, url } = await launch(name, more);
  await untilReady(service, join(folder, `${name}.log`), async () => {
    if (!service.isReady()) throw new Error('not ready');
  });
  return { service, url };
}

async function launch(
  name: string,
  more: Record<string, string | undefined>,
): Promise<{ service: Service; url: string }> {
  const port = await freePort(name, 0);
  const service = await startService({
    name,
    command: process.execPath,
    args: [join(root, 'service.ts')],
    env: { ...env, TRELLIS_PORT: String(port), ...more },
    cwd: root,
    logFile: join(folder, `${name}.log`),
    runDir: join(folder, 'run'),
    saysReady: true,
  });
  return { service, url: `http://127.0.0.1:${port}` };
}
