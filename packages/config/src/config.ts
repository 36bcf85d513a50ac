import * as v from 'valibot';
import { type KeyRing, openKeyRing } from './key-ring.ts';

export type { KeyRing, RingKey } from './key-ring.ts';

/** The five subgraphs; each owns one database, one schema file and one folder of migrations. */
export const SUBGRAPHS = ['developers', 'teams', 'analytics', 'predictions', 'integrations'] as const;
export type Subgraph = (typeof SUBGRAPHS)[number];

/** The worker queues that have work; a queue appears here together with its first workflow. */
export const QUEUES = ['sync', 'analysis', 'operations'] as const;
export type Queue = (typeof QUEUES)[number];

/** What one process can be asked to run; any set of them runs in one process. */
export const ROLES = ['gateway', ...SUBGRAPHS, ...QUEUES.map((queue) => `${queue}-worker` as const)] as const;
export type Role = (typeof ROLES)[number];

const text = v.pipe(v.string(), v.nonEmpty());
const url = v.pipe(v.string(), v.url());
const port = v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.maxValue(65_535));

const list = (allowed: readonly string[]) =>
  v.pipe(
    v.string(),
    v.transform((value) => value.split(',').map((item) => item.trim())),
    v.array(v.picklist(allowed)),
  );

/** Every variable Trellis reads from its environment, with its form; see `Config` for what each means. */
const environment = v.object({
  TRELLIS_ROLES: v.optional(list(ROLES), ROLES.join(',')),
  TRELLIS_HOST: v.optional(text, '127.0.0.1'),
  TRELLIS_PORT: v.optional(port, '4000'),
  TRELLIS_PUBLIC_URL: v.optional(url),
  TRELLIS_DATA_DIR: text,
  TRELLIS_KEY_RING: text,
  TRELLIS_REDIS_URL: url,
  TRELLIS_TEMPORAL_ADDRESS: text,
  TRELLIS_TEMPORAL_NAMESPACE: v.optional(text, 'default'),
  TRELLIS_STORAGE_DIR: v.optional(text),
  TRELLIS_S3_ENDPOINT: v.optional(url),
  TRELLIS_S3_REGION: v.optional(text, 'us-east-1'),
  TRELLIS_S3_BUCKET: v.optional(text),
  TRELLIS_S3_ACCESS_KEY: v.optional(text),
  TRELLIS_S3_SECRET_KEY: v.optional(text),
  TRELLIS_DATABASE_URL_DEVELOPERS: v.optional(url),
  TRELLIS_DATABASE_URL_TEAMS: v.optional(url),
  TRELLIS_DATABASE_URL_ANALYTICS: v.optional(url),
  TRELLIS_DATABASE_URL_PREDICTIONS: v.optional(url),
  TRELLIS_DATABASE_URL_INTEGRATIONS: v.optional(url),
  TRELLIS_SUBGRAPH_URL_DEVELOPERS: v.optional(url),
  TRELLIS_SUBGRAPH_URL_TEAMS: v.optional(url),
  TRELLIS_SUBGRAPH_URL_ANALYTICS: v.optional(url),
  TRELLIS_SUBGRAPH_URL_PREDICTIONS: v.optional(url),
  TRELLIS_SUBGRAPH_URL_INTEGRATIONS: v.optional(url),
  TRELLIS_LOG_LEVEL: v.optional(v.picklist(['debug', 'info', 'warn', 'error', 'silent']), 'info'),
});

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

/** The whole configuration of one process. */
export interface Config {
  /** What this process runs. */
  readonly roles: readonly Role[];
  /** Address the gateway (or, without the gateway, the only subgraph) listens on. Port 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** How browsers reach the gateway, without a trailing slash. Default: http://host:port. */
  readonly publicUrl: string;
  /** Folder for clones of remote repositories; only clones below it are ever deleted. */
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
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** A wrong or missing setting: names the variable and what would be right. Never holds the value, which may be secret. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
}

function keyRingAt(file: string): KeyRing {
  try {
    return openKeyRing(file);
  } catch {
    throw new ConfigError(`TRELLIS_KEY_RING: ${file} is not a readable key ring; \`npm start\` makes one.`);
  }
}

function perSubgraph(values: Record<string, unknown>, prefix: string): Partial<Record<Subgraph, string>> {
  const found: Partial<Record<Subgraph, string>> = {};
  for (const subgraph of SUBGRAPHS) {
    const value = values[`${prefix}_${subgraph.toUpperCase()}`];
    if (typeof value === 'string') found[subgraph] = value;
  }
  return found;
}

/**
 * Reads the configuration from an environment.
 * @throws ConfigError naming the first variable that is missing or malformed, and the remedy
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = v.safeParse(environment, env);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const name = String(issue.path?.[0]?.key ?? 'environment');
    throw new ConfigError(
      `${name}: ${env[name] === undefined ? 'is not set' : `expected ${issue.expected ?? 'another form'}`}; see packages/config/src/config.ts.`,
    );
  }
  const e = parsed.output;
  return {
    roles: e.TRELLIS_ROLES as Role[],
    host: e.TRELLIS_HOST,
    port: e.TRELLIS_PORT,
    publicUrl: e.TRELLIS_PUBLIC_URL ?? `http://${e.TRELLIS_HOST}:${e.TRELLIS_PORT}`,
    dataDir: e.TRELLIS_DATA_DIR,
    keys: keyRingAt(e.TRELLIS_KEY_RING),
    redisUrl: e.TRELLIS_REDIS_URL,
    temporal: { address: e.TRELLIS_TEMPORAL_ADDRESS, namespace: e.TRELLIS_TEMPORAL_NAMESPACE },
    storage: storageOf(e),
    databases: perSubgraph(e, 'TRELLIS_DATABASE_URL'),
    subgraphUrls: perSubgraph(e, 'TRELLIS_SUBGRAPH_URL'),
    logLevel: e.TRELLIS_LOG_LEVEL,
  };
}

function storageOf(e: v.InferOutput<typeof environment>): StorageConfig {
  if (e.TRELLIS_S3_BUCKET === undefined) {
    if (e.TRELLIS_STORAGE_DIR === undefined) {
      throw new ConfigError('TRELLIS_STORAGE_DIR: set it to a folder for objects, or TRELLIS_S3_BUCKET to a bucket.');
    }
    return { kind: 'folder', folder: e.TRELLIS_STORAGE_DIR };
  }
  const { TRELLIS_S3_ENDPOINT: endpoint, TRELLIS_S3_ACCESS_KEY: accessKey, TRELLIS_S3_SECRET_KEY: secretKey } = e;
  if (endpoint === undefined || accessKey === undefined || secretKey === undefined) {
    throw new ConfigError(
      'TRELLIS_S3_ENDPOINT, TRELLIS_S3_ACCESS_KEY and TRELLIS_S3_SECRET_KEY belong to TRELLIS_S3_BUCKET.',
    );
  }
  return { kind: 's3', endpoint, region: e.TRELLIS_S3_REGION, bucket: e.TRELLIS_S3_BUCKET, accessKey, secretKey };
}

/**
 * The database URL of a subgraph that this process runs.
 * @throws ConfigError naming the variable
 */
export function requireDatabase(config: Config, subgraph: Subgraph): string {
  const url = config.databases[subgraph];
  if (url !== undefined) return url;
  throw new ConfigError(
    `TRELLIS_DATABASE_URL_${subgraph.toUpperCase()}: is not set; a process that runs ${subgraph} needs it.`,
  );
}
