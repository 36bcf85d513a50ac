import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { step } from '../bootstrap/step.mjs';
import { chromiumPart } from '../parts/chromium.ts';
import { type Located, locateParts } from '../parts/finding.ts';
import { takeLock } from '../parts/lock.ts';
import { postgresPart, startPostgres } from '../parts/postgres.ts';
import { stopProcesses } from '../parts/records.ts';
import { redisPart, startRedis } from '../parts/redis.ts';
import { s3Part, startS3 } from '../parts/s3.ts';
import { startService, untilReady } from '../parts/service.ts';
import { startTemporal, temporalPart } from '../parts/temporal.ts';
import { type Passwords, writePrivate } from '../start/data-folder.ts';

const PREFIX = 'trellis-test-';

/** A folder that lasts as long as the test run. */
export interface TestFolder {
  readonly path: string;
  readonly run: string;
  readonly logs: string;
}

/** Makes the folder of this run, and takes away what killed runs have left. */
export async function makeTestFolder(): Promise<TestFolder> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX)))
    await removeIfLeft(join(tmpdir(), name));
  const path = realpathSync(mkdtempSync(join(tmpdir(), PREFIX)));
  // PostgreSQL's user passes through.
  chmodSync(path, 0o711);
  const folder = { path, run: join(path, 'run'), logs: join(path, 'logs') };
  mkdirSync(folder.logs);
  await takeLock(folder.run);
  return folder;
}

/** Its run was killed if nobody holds its lock. */
async function removeIfLeft(path: string): Promise<void> {
  const run = join(path, 'run');
  try {
    if (statSync(path).uid !== process.getuid?.() || !existsSync(join(run, 'start.lock'))) return;
    if ((await takeLock(run, 0)) !== undefined) return;
    await stopProcesses(run);
    rmSync(path, { recursive: true, force: true });
  } catch {
    // A run that is just ending takes its own folder away.
  }
}

/** Programs of the throw-away servers; what runs elsewhere is never used for tests, which write and drop what they find. */
export type TestPrograms = Record<'postgres' | 'redis' | 'temporal' | 's3', Located>;

/** Finds or installs all that the tests need. */
export async function locateTestPrograms(withBrowser: boolean): Promise<TestPrograms & { chromium?: Located }> {
  for (const name of ['TRELLIS_POSTGRES_URL', 'TRELLIS_REDIS_URL', 'TRELLIS_TEMPORAL_ADDRESS'])
    delete process.env[name];
  const servers = { postgres: postgresPart, redis: redisPart, temporal: temporalPart, s3: s3Part };
  return withBrowser ? locateParts({ ...servers, chromium: chromiumPart }) : locateParts(servers);
}

/**
 * Starts the servers of a test run on free ports, keeping nothing.
 * @returns the environment in which tests find them
 */
export async function startTestServers(folder: TestFolder, programs: TestPrograms): Promise<Record<string, string>> {
  const files = (name: string) => ({ logFile: join(folder.logs, `${name}.log`), runDir: folder.run });
  const at = (name: keyof TestPrograms) => {
    const found = programs[name];
    return found.kind === 'program' ? found.program : found.address;
  };
  const path = (name: string) => join(folder.path, name);
  const bucket = { bucket: 'trellis-test', accessKey: 'test-access', secretKey: 'test-secret' };
  const [postgres, redis, temporal, s3] = await step('Starting PostgreSQL, Redis, Temporal and S3 for the tests', () =>
    Promise.all([
      startPostgres(at('postgres'), {
        folder: path('postgres'),
        password: 'postgres',
        port: 0,
        durable: false,
        ...files('postgres'),
      }),
      startRedis(at('redis'), { folder: path('redis'), password: 'test', port: 0, durable: false, ...files('redis') }),
      startTemporal(at('temporal'), { file: path('temporal.db'), port: 0, ...files('temporal') }),
      startS3(at('s3'), { folder: path('s3'), ...bucket, ...files('s3') }),
    ]),
  );
  return {
    TRELLIS_TEST_POSTGRES_URL: postgres.url,
    TRELLIS_TEST_REDIS_URL: redis.url,
    TRELLIS_TEMPORAL_ADDRESS: temporal.address,
    TRELLIS_TEST_S3_ENDPOINT: s3.endpoint,
    TRELLIS_TEST_S3_ACCESS_KEY: bucket.accessKey,
    TRELLIS_TEST_S3_SECRET_KEY: bucket.secretKey,
    TRELLIS_TEST_S3_BUCKET: bucket.bucket,
  };
}

/**
 * Starts Trellis as `npm start` does, on the test servers and with nothing imported.
 * @returns the environment in which browser and terminal tests find it: its address, an owner's token, its data folder
 */
export async function startTestTrellis(
  root: string,
  folder: TestFolder,
  servers: Record<string, string>,
): Promise<Record<string, string>> {
  // The roles belong to the whole server, and tests that make databases of their own set this password.
  const roles = SUBGRAPHS.map((subgraph) => [subgraph, { owner: 'test', service: 'test' }]);
  const passwords: Passwords = { postgres: '', redis: '', roles: Object.fromEntries(roles) };
  mkdirSync(join(folder.path, 'data'), { mode: 0o711 });
  writePrivate(join(folder.path, 'data', 'passwords.json'), passwords);
  const found = {
    TRELLIS_STATE_FILE: join(folder.path, 'state', 'state.json'),
    TRELLIS_DATA_DIR: join(folder.path, 'data'),
  };
  const logFile = join(folder.logs, 'start.log');
  const service = await startService({
    name: 'trellis',
    command: process.execPath,
    args: [join(root, 'scripts', 'start', 'main.ts'), '--no-import', '--port', '4100'],
    env: {
      ...found,
      TRELLIS_POSTGRES_URL: servers.TRELLIS_TEST_POSTGRES_URL,
      TRELLIS_REDIS_URL: servers.TRELLIS_TEST_REDIS_URL,
      TRELLIS_TEMPORAL_ADDRESS: servers.TRELLIS_TEMPORAL_ADDRESS,
    },
    cwd: root,
    logFile,
    runDir: folder.run,
    stopWithinMs: 90_000,
    saysReady: true,
  });
  await step('Starting Trellis for the browser and terminal tests', () =>
    untilReady(
      service,
      logFile,
      async () => {
        if (!service.isReady()) throw new Error('it has not said that it is ready');
      },
      180_000,
    ),
  );
  const { url, token } = JSON.parse(readFileSync(found.TRELLIS_STATE_FILE, 'utf8'));
  return { ...found, TRELLIS_E2E_URL: url, TRELLIS_E2E_TOKEN: token };
}
