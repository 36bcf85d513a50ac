import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { type LiveEvent, publishing } from './events.ts';
import type { Redis } from './redis.ts';
import { createScript } from './script.ts';
import { epochsKey, streamKey } from './workspace-keys.ts';

/** What has an epoch of its own in a workspace: each subgraph's data, and who may see what. */
export type EpochName = Subgraph | 'access';

const EPOCH_NAMES: readonly EpochName[] = [...SUBGRAPHS, 'access'];

/** The epochs of a workspace that can be relied on; one that can't is absent. */
export interface Epochs extends Readonly<Partial<Record<EpochName, number>>> {
  /** Another one after each mutation: whoever changed something never reads what was kept before. */
  readonly mutation?: string;
  /** The last event told of an import or operation: whoever heard of it never reads what was kept before. */
  readonly told?: string;
}

/** What stands beside the epochs and is relied on by being there. */
const MARKS = ['mutation', 'told'] as const;
const NAMES = [...EPOCH_NAMES, ...MARKS];
const RUNS = [...EPOCH_NAMES.map((name) => `run:${name}`), ...MARKS];

/**
 * A Redis that was restarted may have forgotten the last it was told. So each epoch carries the id of the server's run
 * that it was compared with the database in, and is relied on during that run alone.
 */
const SERVER_RUN = `local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')\n`;

/**
 * Epochs only rise: a mirror that comes late never hides a later one. It is told in the same step: whoever finds an epoch
 * raised can rely on it that everybody who listens was told.
 */
const RAISE = `
local known = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '-1')
if tonumber(ARGV[2]) <= known then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if ARGV[3] ~= '' then ${publishing('KEYS[2]', 'ARGV[3]')} end
return 1`;

const raise = createScript(RAISE);

const assertInRun = createScript(`${SERVER_RUN}
if run ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], 'run:' .. ARGV[1], run)
${RAISE}`);

const serverRun = createScript(`${SERVER_RUN} return run`);

/** The first half of the arguments are epochs, the other half the runs that they were compared in; what has none is a mark. */
const read = createScript(`${SERVER_RUN}
local values = redis.call('HMGET', KEYS[1], unpack(ARGV))
local count = #ARGV / 2
local answer = {}
for index = 1, count do
  local isRelied = ARGV[index] == ARGV[count + index] or values[count + index] == run
  answer[index] = isRelied and values[index] or false
end
return answer`);

/**
 * Mirrors a workspace's epoch after the transaction that raised it, and tells the workspace's browsers.
 * @throws where Redis is away; `keepEpochsMirrored` repeats it
 */
export async function mirrorEpoch(redis: Redis, workspaceId: string, name: EpochName, epoch: number): Promise<void> {
  await raise(redis, keysOf(workspaceId), name, epoch, announcement(name, epoch));
}

/**
 * The id of the server's run, to be asked for before the database is.
 * @throws where Redis is away
 */
export async function readServerRun(redis: Redis): Promise<string> {
  return String(await serverRun(redis, []));
}

/**
 * Says what the database holds: from then on the epoch is relied on, as long as this Redis runs and forgets nothing.
 * @param run of the server before the database was read; with another one running by now, nothing is asserted
 * @throws where Redis is away
 */
export async function assertEpoch(
  redis: Redis,
  workspaceId: string,
  { name, epoch, run }: { readonly name: EpochName; readonly epoch: number; readonly run: string },
): Promise<void> {
  await assertInRun(redis, keysOf(workspaceId), name, epoch, announcement(name, epoch), run);
}

/**
 * The mirrored epochs of a workspace that can be relied on.
 * @throws where Redis is away
 */
export async function readEpochs(redis: Redis, workspaceId: string): Promise<Epochs> {
  const values = (await read(redis, [epochsKey(workspaceId)], ...NAMES, ...RUNS)) as (string | null)[];
  const known = NAMES.flatMap((name, index) => {
    const value = values[index];
    if (typeof value !== 'string') return [];
    return [[name, name === 'mutation' || name === 'told' ? value : Number(value)] as const];
  });
  return Object.fromEntries(known);
}

/**
 * Notes that a mutation has run.
 * @param id one never used before
 * @throws where Redis is away
 */
export async function noteMutation(redis: Redis, workspaceId: string, id: string): Promise<void> {
  await redis.hset(epochsKey(workspaceId), 'mutation', id);
}

function keysOf(workspaceId: string): [epochs: string, stream: string] {
  return [epochsKey(workspaceId), streamKey(workspaceId)];
}

/** What browsers are told. Progress of imports raises the epoch of integrations often, and is told by events of its own. */
function announcement(name: EpochName, epoch: number): string {
  if (name === 'integrations') return '';
  const event: LiveEvent = name === 'access' ? { type: 'access', epoch } : { type: 'epoch', subgraph: name, epoch };
  return JSON.stringify(event);
}
