import * as v from 'valibot';
import { ROLES } from './roles.ts';
import {
  address,
  defaulted,
  file,
  folder,
  milliseconds,
  oneOf,
  optional,
  port,
  required,
  type Setting,
  share,
  someOf,
  text,
  urlOf,
} from './setting.ts';

const web = urlOf(['http', 'https'], 'http://127.0.0.1:4000');
const postgres = urlOf(['postgres', 'postgresql'], 'postgres://trellis_teams:PASSWORD@127.0.0.1:5432/trellis_teams');
const redis = urlOf(['redis', 'rediss'], 'redis://:PASSWORD@127.0.0.1:6379');

const database = (subgraph: string) =>
  optional(
    postgres,
    `Database of ${subgraph}, with its service role; needed where ${subgraph} or a worker on its data runs`,
    {
      isSecret: true,
    },
  );
const elsewhere = (subgraph: string) =>
  optional(web, `Where ${subgraph} answers if it runs in another process; the gateway needs it then`);

/** Every variable that Trellis reads from its environment, in the order of docs/configuration.md, which is made from it. */
export const SETTINGS = {
  TRELLIS_ROLES: defaulted(
    someOf(ROLES),
    ROLES.join(','),
    'What this process runs. Without the gateway, a process runs one subgraph at most, beside any workers',
  ),
  TRELLIS_HOST: defaulted(
    text,
    '127.0.0.1',
    'Address on which the gateway, or the subgraph of a process without it, listens',
  ),
  TRELLIS_PORT: defaulted(port, '4000', 'Port of the same'),
  TRELLIS_PUBLIC_URL: optional(web, 'How browsers reach the gateway; without it, its host and port over http'),
  TRELLIS_DATA_DIR: required(folder, 'Folder for clones of remote repositories; only clones below it are ever deleted'),
  TRELLIS_KEY_RING: required(
    file,
    'JSON file with the keys for signing, encryption and hashing; `npm start` makes one',
  ),
  TRELLIS_DATABASE_URL_DEVELOPERS: database('developers'),
  TRELLIS_DATABASE_URL_TEAMS: database('teams'),
  TRELLIS_DATABASE_URL_ANALYTICS: database('analytics'),
  TRELLIS_DATABASE_URL_PREDICTIONS: database('predictions'),
  TRELLIS_DATABASE_URL_INTEGRATIONS: database('integrations'),
  TRELLIS_REDIS_URL: required(redis, 'Redis 7: caches, budgets, live events. Losing it loses no data', {
    isSecret: true,
  }),
  TRELLIS_TEMPORAL_ADDRESS: required(address, 'Frontend of the Temporal server'),
  TRELLIS_TEMPORAL_NAMESPACE: defaulted(text, 'default', 'Namespace there'),
  TRELLIS_STORAGE_DIR: optional(folder, 'Folder for objects; needed where no bucket is set'),
  TRELLIS_S3_BUCKET: optional(text, 'Bucket for objects, used instead of a folder; needs the endpoint and both keys'),
  TRELLIS_S3_ENDPOINT: optional(web, 'Address of the S3 service'),
  TRELLIS_S3_REGION: defaulted(text, 'us-east-1', 'Region of the bucket'),
  TRELLIS_S3_ACCESS_KEY: optional(text, 'Access key of the S3 service', { isSecret: true }),
  TRELLIS_S3_SECRET_KEY: optional(text, 'Secret key of the S3 service', { isSecret: true }),
  TRELLIS_SUBGRAPH_URL_DEVELOPERS: elsewhere('developers'),
  TRELLIS_SUBGRAPH_URL_TEAMS: elsewhere('teams'),
  TRELLIS_SUBGRAPH_URL_ANALYTICS: elsewhere('analytics'),
  TRELLIS_SUBGRAPH_URL_PREDICTIONS: elsewhere('predictions'),
  TRELLIS_SUBGRAPH_URL_INTEGRATIONS: elsewhere('integrations'),
  TRELLIS_MANAGEMENT_HOST: defaulted(
    text,
    '127.0.0.1',
    'Address on which a process serves /metrics, /healthz and /readyz to its operators',
  ),
  TRELLIS_MANAGEMENT_PORT: defaulted(
    port,
    '0',
    'Port of the same. The log says which one a process took; give each process its own where something has to find it',
  ),
  TRELLIS_DRAIN_MS: defaulted(
    milliseconds,
    '1000',
    'How long a process that is told to stop goes on answering before it takes no more connections; longer than a load balancer needs to see that it is not ready',
  ),
  TRELLIS_SWEEP_MS: defaulted(
    milliseconds,
    '30000',
    'How often work that should be under way is compared with what Temporal knows, and how long it is left alone before; what Temporal lost is started again',
  ),
  TRELLIS_LOG_LEVEL: defaulted(oneOf(['debug', 'info', 'warn', 'error', 'silent']), 'info', 'The least that is logged'),
  TRELLIS_ERROR_HOOK_URL: optional(
    web,
    'Where unexpected errors are posted as JSON, several at once: what failed and where, without messages and personal data',
    { isSecret: true },
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    urlOf(['http', 'https'], 'http://127.0.0.1:4318'),
    'OpenTelemetry collector (OTLP over HTTP); with it, traces are sent to /v1/traces there',
  ),
  TRELLIS_TRACE_SHARE: defaulted(share, '1', 'Share of requests that are traced'),
} as const;

export type SettingName = keyof typeof SETTINGS;

/** The values of the settings; those that can be absent are undefined then. */
export type SettingValues = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer T, infer Default>
    ? Default extends undefined
      ? T | undefined
      : T
    : never;
};

/** Settings as they are written in an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with one setting: its name, and what would be right. Never its value, which may be secret. */
export interface SettingProblem {
  readonly name: string;
  readonly text: string;
}

/** Reads every setting, and says of each that is missing or malformed what would be right. An empty text is taken for not set. */
export function readSettings(env: Environment): {
  readonly values: SettingValues;
  readonly problems: SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const written = env[name] || undefined;
    if (written === undefined && setting.isRequired)
      problems.push({ name, text: `is not set; expected ${setting.expected}` });
    const given = written ?? (setting.isRequired ? undefined : setting.default);
    if (given === undefined) continue;
    const parsed = v.safeParse(setting.form, given);
    if (parsed.success) values[name] = parsed.output;
    else problems.push({ name, text: `expected ${setting.expected}` });
  }
  return { values: values as SettingValues, problems };
}

/** The values of secret settings, and the passwords inside of them. */
export function secretsIn(env: Environment): string[] {
  const found = Object.entries<Setting<unknown>>(SETTINGS)
    .filter(([, { isSecret }]) => isSecret)
    .flatMap(([name]) => env[name] ?? []);
  return [...found, ...found.flatMap(passwordOf)];
}

function passwordOf(value: string): string[] {
  const password = URL.canParse(value) ? new URL(value).password : '';
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
