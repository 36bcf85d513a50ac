import { createByteLru } from '@trellis/cache/byte-lru.ts';
import type { Epochs } from '@trellis/cache/epochs.ts';
import type { CacheCounter } from '@trellis/observability/metrics.ts';
import { createLru } from '@trellis/service-kit/lru.ts';
import { type ExecutionResult, Kind, parse, visit } from 'graphql';
import type { PlanRun } from './run-plan.ts';

/**
 * Entities that nearly every page refers to, and those of their fields that are the same for every member and on every day:
 * who somebody is. A query for anything else goes to the subgraph.
 */
const KEPT: Readonly<Record<string, ReadonlySet<string>>> = {
  Developer: new Set(['__typename', 'id', 'name', 'initials', 'isBot']),
  Alias: new Set(['__typename', 'id', 'name']),
};
const SUBGRAPH = 'developers';
const KEPT_MS = 60_000;
const MEMORY_BYTES = 8 * 1024 * 1024;

/** In whose workspace it is asked, and under which epochs; undefined: they can't be relied on, so that nothing is kept. */
export interface EntityScope {
  readonly workspaceId: string;
  readonly epochs: Epochs | undefined;
}

/**
 * Makes what stands between a plan's run and the subgraphs: entities that were fetched under the workspace's present epochs are
 * not fetched again, and a subgraph is asked for the others alone.
 */
export function createEntityCache(counter: CacheCounter): (ask: PlanRun['ask'], scope: EntityScope) => PlanRun['ask'] {
  const memory = createByteLru(MEMORY_BYTES, KEPT_MS);
  const queries = createLru<boolean>(1_000, 1_000_000);

  const isKept = (query: string): boolean => {
    const known = queries.get(query);
    if (known !== undefined) return known;
    const kept = asksForKeptOnly(query);
    queries.set(query, kept);
    return kept;
  };

  return (ask, { workspaceId, epochs }) => {
    if (epochs?.[SUBGRAPH] === undefined || epochs.access === undefined) return ask;
    const under = `${workspaceId} ${epochs[SUBGRAPH]} ${epochs.access} ${epochs.mutation ?? ''}`;
    return async (name, query, variables) => {
      const { representations } = variables;
      if (name !== SUBGRAPH || !Array.isArray(representations) || !isKept(query)) return ask(name, query, variables);
      const keys = representations.map((representation) => `${under} ${query} ${JSON.stringify(representation)}`);
      const found = keys.map((key) => memory.get(key));
      const missing = keys.flatMap((_, index) => (found[index] === undefined ? [index] : []));
      counter.hit(keys.length - missing.length);
      if (missing.length === 0) return { data: { _entities: found.map((text) => JSON.parse(text ?? 'null')) } };
      counter.miss(missing.length);
      const rest = missing.map((index) => representations[index]);
      const answer = await ask(name, query, { ...variables, representations: rest });
      const fetched = answer.data?._entities;
      if (!Array.isArray(fetched) || fetched.length !== missing.length) return placed(answer, missing);
      const entities = found.map((text) => (text === undefined ? null : JSON.parse(text)));
      for (const [at, index] of missing.entries()) {
        entities[index] = fetched[at];
        if (answer.errors === undefined) memory.set(keys[index] as string, JSON.stringify(fetched[at] ?? null));
      }
      return { ...placed(answer, missing), data: { _entities: entities } };
    };
  };
}

/** An answer whose errors name the places of all entities instead of those that were asked for. */
function placed(answer: ExecutionResult, missing: readonly number[]): ExecutionResult {
  if (answer.errors === undefined) return answer;
  const errors = answer.errors.map((error) => {
    const [root, index, ...below] = error.path ?? [];
    if (typeof index !== 'number') return error;
    const { message, extensions } = error;
    return { message, extensions, path: [root, missing[index] ?? index, ...below] };
  });
  return { ...answer, errors: errors as unknown as NonNullable<ExecutionResult['errors']> };
}

/** Whether a query asks for entities by nothing but their representations, and for nothing of them but what is kept. */
function asksForKeptOnly(query: string): boolean {
  let only = true;
  const types: string[] = [];
  visit(parse(query), {
    VariableDefinition: (node) => {
      if (node.variable.name.value !== 'representations') only = false;
    },
    FragmentSpread: () => {
      only = false;
    },
    InlineFragment: {
      enter: (node) => void types.push(node.typeCondition?.name.value ?? ''),
      leave: () => void types.pop(),
    },
    Field(node) {
      if (node.name.value === '_entities' && types.length === 0) return;
      const fields = KEPT[types.at(-1) ?? ''];
      if (fields?.has(node.name.value) !== true || node.selectionSet?.kind === Kind.SELECTION_SET) only = false;
    },
  });
  return only;
}
