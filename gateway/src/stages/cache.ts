import { createHash, randomUUID } from 'node:crypto';
import type { QueryPlan } from '@apollo/query-planner';
import { createByteLru } from '@trellis/cache/byte-lru.ts';
import { type Epochs, noteMutation, readEpochs } from '@trellis/cache/epochs.ts';
import { keep, readKept } from '@trellis/cache/kept-answers.ts';
import type { Redis } from '@trellis/cache/redis.ts';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import type { CacheCounter } from '@trellis/observability/metrics.ts';
import type { Viewer } from '@trellis/service-kit/viewer.ts';
import { OperationTypeNode } from 'graphql';
import { planServices } from '../plan-services.ts';
import { createSharedWork } from '../shared-work.ts';
import type { Authenticated } from './authenticate.ts';
import type { ParsedOperation } from './parse.ts';
import { answerOf, type HttpAnswer } from './respond.ts';

/** A planned operation, and what answers it where nothing is kept. */
export interface Answerable {
  readonly operation: ParsedOperation;
  readonly who: Authenticated;
  readonly plan: QueryPlan;
  readonly signal: AbortSignal;
  answer(signal: AbortSignal): Promise<HttpAnswer>;
}

/** What became of a request at the cache: its answer was there, was made and kept, or may not be kept. */
export type CacheResult = 'hit' | 'miss' | 'skip';

/** How long an answer is kept at most, also where nothing changes. */
const KEPT_MS = 60_000;
/** Of all answers kept in this process. */
const MEMORY_BYTES = 32 * 1024 * 1024;
/** A larger answer is not kept: few can be as large, and they would push out many. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Makes the stage between plan and execute: answers of queries are kept under the epochs of all they were made from, and a
 * digest of who asked. An epoch that can't be read, or not be relied on, means that nothing is taken or kept. Equal
 * requests under way share one execution. After a mutation nothing kept before is taken, whatever it changed.
 */
export function createCacheStage(parts: {
  readonly redis: Redis;
  readonly isCacheable: (operation: ParsedOperation) => boolean;
  readonly counter: CacheCounter;
  readonly logger: Logger;
  readonly now?: () => Date;
}): (asked: Answerable) => Promise<{ readonly answer: HttpAnswer; readonly result: CacheResult }> {
  const { redis, isCacheable, counter, logger, now = () => new Date() } = parts;
  const memory = createByteLru(MEMORY_BYTES, KEPT_MS);
  const underWay = createSharedWork<HttpAnswer>();
  const digestOf = createDigest((operation: ParsedOperation) => operation.normalised);
  const viewerDigestOf = createDigest((viewer: Viewer) => JSON.stringify(viewer));

  const epochsFor = async ({ operation, who }: Answerable): Promise<Epochs | undefined> => {
    if (!isCacheable(operation)) return undefined;
    return who.epochs ?? readEpochs(redis, who.viewer.workspaceId).catch(() => undefined);
  };

  const lookUp = async (workspaceId: string, key: string): Promise<string | undefined> => {
    const near = memory.get(key);
    if (near !== undefined) return near;
    const text = await readKept(redis, workspaceId, key).catch(() => undefined);
    if (text !== undefined) memory.set(key, text);
    return text;
  };

  const keepAnswer = (answer: HttpAnswer, entry: Entry): void => {
    const { body: text, isWhole } = answer;
    if (!isWhole || Buffer.byteLength(text) > MAX_ANSWER_BYTES) return;
    keep(redis, entry.workspaceId, { ...entry, text, keptMs: KEPT_MS })
      .then((kept) => kept && memory.set(entry.key, text))
      .catch((error: unknown) => logger.debug({ err: error }, 'an answer could not be kept'));
  };

  return async (asked) => {
    const { operation, who, signal } = asked;
    const { workspaceId } = who.viewer;
    if (operation.operation.operation === OperationTypeNode.MUTATION) {
      const answer = await asked.answer(signal);
      // With Redis away nobody takes what was kept, either.
      await noteMutation(redis, workspaceId, randomUUID()).catch(() => undefined);
      return { answer, result: 'skip' };
    }
    const epochs = await epochsFor(asked);
    const names = namesOf(asked.plan);
    if (epochs === undefined || names === undefined || !areKnown(names, epochs)) {
      counter.skip();
      return { answer: await asked.answer(signal), result: 'skip' };
    }
    const key = digest([
      digestOf(operation.document, operation),
      JSON.stringify(operation.variables),
      viewerDigestOf(who.viewer, who.viewer),
      ...names.map((name) => `${name} ${epochs[name] ?? ''}`),
      now().toISOString().slice(0, 10),
    ]);
    const kept = await lookUp(workspaceId, key);
    if (kept !== undefined) {
      counter.hit();
      return { answer: answerOf(kept), result: 'hit' };
    }
    counter.miss();
    const entry: Entry = { workspaceId, key, epochs, names };
    const make = async (shared: AbortSignal) => {
      const answer = await asked.answer(shared);
      keepAnswer(answer, entry);
      return answer;
    };
    return { answer: await underWay(key, signal, make), result: 'miss' };
  };
}

interface Entry {
  readonly workspaceId: string;
  readonly key: string;
  readonly epochs: Epochs;
  readonly names: readonly (keyof Epochs)[];
}

function areKnown(names: readonly (keyof Epochs)[], epochs: Epochs): boolean {
  return names.every((name) => epochs[name] !== undefined || name === 'mutation' || name === 'told');
}

/** What an answer is made under: undefined where a part of the plan has no epoch. */
function namesOf(plan: QueryPlan): readonly (keyof Epochs)[] | undefined {
  const services = [...planServices(plan)];
  const names = SUBGRAPHS.filter((subgraph) => services.includes(subgraph));
  if (services.length === 0 || names.length < services.length) return undefined;
  // News are of imports and operations, which integrations tells of before its epoch is mirrored.
  return [...names, 'access', 'mutation', ...(names.includes('integrations') ? (['told'] as const) : [])];
}

function digest(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length} ${part} `);
  return hash.digest('base64url');
}

/** Digests of texts that belong to objects used again and again. */
function createDigest<T>(textOf: (from: T) => string): (owner: object, from: T) => string {
  const known = new WeakMap<object, string>();
  return (owner, from) => {
    const remembered = known.get(owner);
    if (remembered !== undefined) return remembered;
    const made = digest([textOf(from)]);
    known.set(owner, made);
    return made;
  };
}
