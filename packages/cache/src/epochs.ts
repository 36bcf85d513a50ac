import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { publishEvent } from './events.ts';
import type { Redis } from './redis.ts';

/** Epochs only rise: a mirror that comes late never hides a later one. */
const RAISE = `
local known = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '-1')
if tonumber(ARGV[2]) <= known then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1`;

/**
 * Mirrors a workspace's epoch in a subgraph after the transaction that raised it, and tells the workspace's browsers.
 * @throws where Redis is away; the outbox repeats it
 */
export async function mirrorEpoch(redis: Redis, workspaceId: string, subgraph: Subgraph, epoch: number): Promise<void> {
  const raised = await redis.eval(RAISE, 1, epochsKey(workspaceId), subgraph, epoch);
  if (raised === 1) await publishEvent(redis, workspaceId, { type: 'epoch', subgraph, epoch });
}

/** The mirrored epochs of a workspace; a subgraph that mirrored none is absent. */
export async function readEpochs(redis: Redis, workspaceId: string): Promise<Partial<Record<Subgraph, number>>> {
  const values = await redis.hgetall(epochsKey(workspaceId));
  const known = SUBGRAPHS.filter((subgraph) => values[subgraph] !== undefined);
  return Object.fromEntries(known.map((subgraph) => [subgraph, Number(values[subgraph])]));
}

function epochsKey(workspaceId: string): string {
  return `epochs:{${workspaceId}}`;
}
