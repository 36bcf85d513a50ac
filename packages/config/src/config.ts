import { type KeyRing, openKeyRing } from './key-ring.ts';
import { databasesOf, type Role, SUBGRAPHS, type Subgraph } from './roles.ts';
import { type Environment, readSettings, type SettingProblem, type SettingValues } from './settings.ts';

export type { KeyRing, RingKey } from './key-ring.ts';
export { QUEUES, type Queue, ROLES, type Role, SUBGRAPHS, type Subgraph } from './roles.ts';

/** Where objects are kept: an S3 bucket, or a local folder behind the same port. */
export type StorageConfig =
  | {
      readonly kind: 's3';
      readonly endpoint: string;
      readonly region: string;
      readonly bucket: string;
      readonly accessKey: string;
      readonly secretKey: string;
    }
  | { readonly kind: 'folder'; readonly folder: string };

/** The whole configuration of one process; settings.ts says what each part is for, and how it is written. */
export interface Config {
  readonly roles: readonly Role[];
  readonly host: string;
  readonly port: number;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly dataDir: string;
  /** Follows its file: rotated keys are in use without a restart. */
  readonly keys: KeyRing;
  readonly redisUrl: string;
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly storage: StorageConfig;
  /** Service-role connection URL per subgraph; absent for subgraphs that this process doesn't run. */
  readonly databases: Partial<Record<Subgraph, string>>;
  /** Where a subgraph answers when it runs in another process; absent: it runs in this one. */
  readonly subgraphUrls: Partial<Record<Subgraph, string>>;
  readonly management: { readonly host: string; readonly port: number };
  /** Milliseconds for which a process that is told to stop goes on answering. */
  readonly drainMs: number;
  /** Milliseconds between two looks for work that Temporal lost, and the age at which it is looked for. */
  readonly sweepMs: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly errorHookUrl: string | undefined;
  /** Undefined: nothing is traced. */
  readonly tracing: { readonly url: string; readonly share: number } | undefined;
}

/** Wrong or missing settings: names each variable and what would be right. Never holds a value, which may be secret. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
}

/**
 * Reads the configuration from an environment.
 * @throws ConfigError with a line for each variable that is missing or wrong, and where all are described
 */
export function readConfig(env: Environment): Config {
  const { values, problems } = readSettings(env);
  const wrong = new Set(problems.map(({ name }) => name));
  const keys = keyRingAt(values.TRELLIS_KEY_RING, problems);
  const storage = storageOf(values, problems);
  const databases = perSubgraph(values, 'TRELLIS_DATABASE_URL');
  const subgraphUrls = perSubgraph(values, 'TRELLIS_SUBGRAPH_URL');
  // What is wrong by itself is said once.
  const ofRoles = wrong.has('TRELLIS_ROLES') ? [] : problemsOfRoles(values.TRELLIS_ROLES, { databases, subgraphUrls });
  problems.push(...ofRoles.filter(({ name }) => !wrong.has(name)));
  if (problems.length > 0 || keys === undefined || storage === undefined) throw configError(problems);
  const host = values.TRELLIS_HOST;
  const tracingUrl = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  return {
    roles: values.TRELLIS_ROLES,
    host,
    port: values.TRELLIS_PORT,
    publicUrl: (values.TRELLIS_PUBLIC_URL ?? `http://${host}:${values.TRELLIS_PORT}`).replace(/\/+$/, ''),
    dataDir: values.TRELLIS_DATA_DIR,
    keys,
    redisUrl: values.TRELLIS_REDIS_URL,
    temporal: { address: values.TRELLIS_TEMPORAL_ADDRESS, namespace: values.TRELLIS_TEMPORAL_NAMESPACE },
    storage,
    databases,
    subgraphUrls,
    management: { host: values.TRELLIS_MANAGEMENT_HOST, port: values.TRELLIS_MANAGEMENT_PORT },
    drainMs: values.TRELLIS_DRAIN_MS,
    sweepMs: values.TRELLIS_SWEEP_MS,
    logLevel: values.TRELLIS_LOG_LEVEL,
    errorHookUrl: values.TRELLIS_ERROR_HOOK_URL,
    tracing: tracingUrl === undefined ? undefined : { url: tracingUrl, share: values.TRELLIS_TRACE_SHARE },
  };
}

/**
 * The database URL of a subgraph that this process runs.
 * @throws ConfigError naming the variable
 */
export function requireDatabase(config: Config, subgraph: Subgraph): string {
  const url = config.databases[subgraph];
  if (url !== undefined) return url;
  throw configError([missingDatabase(subgraph)]);
}

/**
 * Reads where objects are kept, for programs that work on nothing else.
 * @throws ConfigError as `readConfig`
 */
export function readStorage(env: Environment): StorageConfig {
  const { values, problems: all } = readSettings(env);
  const problems = all.filter(({ name }) => /^TRELLIS_(STORAGE|S3)_/.test(name));
  const storage = storageOf(values, problems);
  if (problems.length > 0 || storage === undefined) throw configError(problems);
  return storage;
}

function configError(problems: readonly SettingProblem[]): ConfigError {
  const lines = problems.map(({ name, text }) => `${name}: ${text}.`);
  return new ConfigError([...lines, 'docs/configuration.md describes every setting.'].join('\n'));
}

function keyRingAt(file: string | undefined, problems: SettingProblem[]): KeyRing | undefined {
  if (file === undefined) return undefined;
  try {
    return openKeyRing(file);
  } catch (error) {
    // The syntax of JSON is complained about with a piece of the file, which holds secrets.
    const why = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    problems.push({ name: 'TRELLIS_KEY_RING', text: `is no readable key ring (${why}); \`npm start\` makes one` });
    return undefined;
  }
}

function storageOf(values: SettingValues, problems: SettingProblem[]): StorageConfig | undefined {
  const { TRELLIS_STORAGE_DIR: folder, TRELLIS_S3_BUCKET: bucket, TRELLIS_S3_REGION: region } = values;
  const { TRELLIS_S3_ENDPOINT: endpoint, TRELLIS_S3_ACCESS_KEY: accessKey, TRELLIS_S3_SECRET_KEY: secretKey } = values;
  if (bucket !== undefined && endpoint !== undefined && accessKey !== undefined && secretKey !== undefined)
    return { kind: 's3', endpoint, region, bucket, accessKey, secretKey };
  if (bucket === undefined && folder !== undefined) return { kind: 'folder', folder };
  if (bucket === undefined) {
    const text = 'is not set; expected a folder for objects, or a bucket in TRELLIS_S3_BUCKET';
    problems.push({ name: 'TRELLIS_STORAGE_DIR', text });
  }
  const needed = { TRELLIS_S3_ENDPOINT: endpoint, TRELLIS_S3_ACCESS_KEY: accessKey, TRELLIS_S3_SECRET_KEY: secretKey };
  const known = new Set(problems.map(({ name }) => name));
  for (const [name, value] of Object.entries(needed))
    if (bucket !== undefined && value === undefined && !known.has(name))
      problems.push({ name, text: 'is not set; TRELLIS_S3_BUCKET needs it' });
  return undefined;
}

function problemsOfRoles(
  roles: readonly Role[],
  found: Pick<Config, 'databases' | 'subgraphUrls'>,
): readonly SettingProblem[] {
  const problems: SettingProblem[] = [];
  const here = SUBGRAPHS.filter((subgraph) => roles.includes(subgraph));
  const needed = new Set(roles.flatMap((role) => databasesOf(role)));
  for (const subgraph of needed) if (found.databases[subgraph] === undefined) problems.push(missingDatabase(subgraph));
  if (!roles.includes('gateway')) {
    const text = `has ${here.join(' and ')} without the gateway; expected one subgraph at most`;
    return here.length > 1 ? [...problems, { name: 'TRELLIS_ROLES', text }] : problems;
  }
  for (const subgraph of SUBGRAPHS) {
    if (here.includes(subgraph) || found.subgraphUrls[subgraph] !== undefined) continue;
    const name = `TRELLIS_SUBGRAPH_URL_${subgraph.toUpperCase()}`;
    problems.push({ name, text: `is not set, and ${subgraph} is not among the roles of this process` });
  }
  return problems;
}

function missingDatabase(subgraph: Subgraph): SettingProblem {
  const name = `TRELLIS_DATABASE_URL_${subgraph.toUpperCase()}`;
  return { name, text: `is not set; a process that works on the data of ${subgraph} needs it` };
}

function perSubgraph(values: SettingValues, prefix: string): Partial<Record<Subgraph, string>> {
  const found: Partial<Record<Subgraph, string>> = {};
  const all: Readonly<Record<string, unknown>> = values;
  for (const subgraph of SUBGRAPHS) {
    const value = all[`${prefix}_${subgraph.toUpperCase()}`];
    if (typeof value === 'string') found[subgraph] = value;
  }
  return found;
}
