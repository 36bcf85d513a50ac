import { join } from 'node:path';
import { step } from '../bootstrap/step.mjs';
import { locateParts } from '../parts/finding.ts';
import { postgresPart, startPostgres } from '../parts/postgres.ts';
import { redisPart, startRedis } from '../parts/redis.ts';
import { startTemporal, temporalPart } from '../parts/temporal.ts';
import type { DataFolder, Passwords } from './data-folder.ts';

/** Where PostgreSQL, Redis and Temporal answer. */
export interface Servers {
  readonly superuserUrl: string;
  readonly redisUrl: string;
  readonly temporalAddress: string;
}

/** Ports tried first; what is taken is avoided. */
const PORTS = { postgres: 5440, redis: 5441, temporal: 5442 };

/** Finds or installs the three servers, and starts those that don't run already. */
export async function startServers(folder: DataFolder, passwords: Passwords): Promise<Servers> {
  const { postgres, redis, temporal } = await locateParts({
    postgres: postgresPart,
    redis: redisPart,
    temporal: temporalPart,
  });
  const files = (name: string) => ({ logFile: join(folder.logs, `${name}.log`), runDir: folder.run });

  const database = async () => {
    if (postgres.kind === 'address') return postgres.address;
    const place = { folder: join(folder.path, 'postgres'), password: passwords.postgres, port: PORTS.postgres };
    return (await startPostgres(postgres.program, { ...place, durable: true, ...files('postgres') })).url;
  };
  const cache = async () => {
    if (redis.kind === 'address') return redis.address;
    const place = { folder: join(folder.path, 'redis'), password: passwords.redis, port: PORTS.redis };
    return (await startRedis(redis.program, { ...place, durable: true, ...files('redis') })).url;
  };
  const workflows = async () => {
    if (temporal.kind === 'address') return temporal.address;
    const place = { file: join(folder.path, 'temporal', 'temporal.db'), port: PORTS.temporal };
    return (await startTemporal(temporal.program, { ...place, ...files('temporal') })).address;
  };

  const [superuserUrl, redisUrl, temporalAddress] = await step('Starting PostgreSQL, Redis and Temporal', () =>
    Promise.all([database(), cache(), workflows()]),
  );
  return { superuserUrl, redisUrl, temporalAddress };
}
