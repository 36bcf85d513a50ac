import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ConfigError, readConfig, SUBGRAPHS } from './config.ts';
import { configurationPage } from './documentation.ts';
import { type Environment, secretsIn } from './settings.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'trellis-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = { id: 'one', secret: Buffer.alloc(32, 5).toString('base64url') };
const ring = path.join(folder, 'keys.json');
writeFileSync(ring, JSON.stringify({ signing: [key], encryption: [key], aliasHashing: key }));

const complete: Environment = {
  TRELLIS_DATA_DIR: folder,
  TRELLIS_KEY_RING: ring,
  TRELLIS_STORAGE_DIR: folder,
  TRELLIS_REDIS_URL: 'redis://:redis-secret@127.0.0.1:6379',
  TRELLIS_TEMPORAL_ADDRESS: '127.0.0.1:7233',
  ...Object.fromEntries(
    SUBGRAPHS.map((name) => [`TRELLIS_DATABASE_URL_${name.toUpperCase()}`, `postgres://t:${name}%20secret@db/${name}`]),
  ),
};

/** What is said about an environment that is not right: the lines, without the last one that names the page. */
function problemsOf(more: Environment): string[] {
  try {
    readConfig({ ...complete, ...more });
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(0, -1);
    throw error;
  }
  return [];
}

it('takes a complete environment, with what is usual where nothing is said', () => {
  expect(readConfig(complete)).toMatchObject({
    port: 4000,
    publicUrl: 'http://127.0.0.1:4000',
    management: { host: '127.0.0.1', port: 0 },
    storage: { kind: 'folder', folder },
    tracing: undefined,
    errorHookUrl: undefined,
  });
});

it('names every setting that is missing or wrong at once, with what would be right, and no value', () => {
  const problems = problemsOf({
    TRELLIS_REDIS_URL: undefined,
    TRELLIS_PORT: '70000',
    TRELLIS_TEMPORAL_ADDRESS: 'http://secret-host',
    TRELLIS_DATABASE_URL_TEAMS: 'mysql://secret-db',
    TRELLIS_LOG_LEVEL: 'loud',
  });
  expect(problems.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
    'TRELLIS_PORT',
    'TRELLIS_DATABASE_URL_TEAMS',
    'TRELLIS_REDIS_URL',
    'TRELLIS_TEMPORAL_ADDRESS',
    'TRELLIS_LOG_LEVEL',
  ]);
  expect(problems[0]).toBe('TRELLIS_PORT: expected a port from 0 to 65535; 0 takes a free one.');
  expect(problems[2]).toMatch(/^TRELLIS_REDIS_URL: is not set; expected a URL, e\.g\. redis:/);
  expect(problems.join()).not.toMatch(/secret-host|secret-db|70000|loud/);
});

it('takes an empty text for not set', () => {
  expect(problemsOf({ TRELLIS_DATA_DIR: '' })).toEqual([
    'TRELLIS_DATA_DIR: is not set; expected the path of a folder.',
  ]);
  expect(readConfig({ ...complete, TRELLIS_PORT: '' }).port).toBe(4000);
});

it('asks for the database of each role, and for the address of each subgraph that the gateway has to reach', () => {
  const without = { TRELLIS_DATABASE_URL_TEAMS: undefined, TRELLIS_DATABASE_URL_INTEGRATIONS: undefined };
  const names = (roles: string) => problemsOf({ ...without, TRELLIS_ROLES: roles }).map((line) => line.split(':')[0]);
  expect(names('operations-worker')).toEqual([]);
  expect(names('sync-worker')).toEqual(['TRELLIS_DATABASE_URL_INTEGRATIONS']);
  expect(names('analysis-worker,teams')).toEqual(['TRELLIS_DATABASE_URL_TEAMS']);
  expect(names('gateway,developers,analytics,predictions')).toEqual([
    'TRELLIS_SUBGRAPH_URL_TEAMS',
    'TRELLIS_SUBGRAPH_URL_INTEGRATIONS',
  ]);
});

it('refuses two subgraphs without a gateway, which could not share an address', () => {
  expect(problemsOf({ TRELLIS_ROLES: 'teams,analytics' })).toEqual([
    'TRELLIS_ROLES: has teams and analytics without the gateway; expected one subgraph at most.',
  ]);
});

it('asks for all that belongs to a bucket, and for a bucket or a folder', () => {
  expect(problemsOf({ TRELLIS_S3_BUCKET: 'b', TRELLIS_S3_ACCESS_KEY: 'a' }).map((line) => line.split(':')[0])).toEqual([
    'TRELLIS_S3_ENDPOINT',
    'TRELLIS_S3_SECRET_KEY',
  ]);
  expect(problemsOf({ TRELLIS_STORAGE_DIR: undefined })[0]).toMatch(/^TRELLIS_STORAGE_DIR: is not set/);
});

it('says why a key ring is not one without quoting it', () => {
  const broken = path.join(folder, 'broken.json');
  writeFileSync(broken, '{"signing":[{"id":"one","secret":"planted-secret');
  const [problem] = problemsOf({ TRELLIS_KEY_RING: broken });
  expect(problem).toMatch(/^TRELLIS_KEY_RING: is no readable key ring \(it is not JSON\)/);
  expect(problem).not.toContain('planted');
});

it('knows its secrets, also the passwords inside of addresses', () => {
  const secrets = secretsIn({ ...complete, TRELLIS_S3_SECRET_KEY: 'storage-secret' });
  expect(secrets).toEqual(expect.arrayContaining(['redis-secret', 'teams secret', 'teams%20secret', 'storage-secret']));
  expect(secrets).not.toContain(folder);
});

it('is described by docs/configuration.md as it is', () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(page, 'run node packages/config/scripts/write-documentation.ts').toBe(configurationPage());
});
