import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { type Data, mergeData } from './merge-data.ts';
import { representationsOf } from './representations.ts';

/** A run of a plan: what it may use, and what it has found. */
export interface PlanRun {
  /** Asks a subgraph. */
  readonly ask: (subgraph: string, query: string, variables: Record<string, unknown>) => Promise<ExecutionResult>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Value or default of a variable that stands in @skip or @include. */
  readonly isTrue: (variable: string) => boolean;
  /** The supergraph's, which knows every type that a plan names. */
  readonly schema: GraphQLSchema;
  readonly data: Data;
  readonly errors: unknown[];
}

/** Whether `runPlan` can run the plan: a kind of node, or a rewriting of data, that our contract has no use for can't be. */
export function canRun(plan: QueryPlan): boolean {
  const { node } = plan;
  return node === undefined || (node.kind !== 'Subscription' && canRunNode(node));
}

function canRunNode(node: PlanNode): boolean {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return node.nodes.every(canRunNode);
    case 'Flatten':
      return node.path.every((part) => typeof part === 'string') && canRunNode(node.node);
    case 'Condition':
      return [node.ifClause, node.elseClause].every((clause) => clause === undefined || canRunNode(clause));
    case 'Fetch':
      return [node.inputRewrites, node.outputRewrites, node.contextRewrites].every((rewrites) => !rewrites?.length);
    default:
      return false;
  }
}

/** Runs a plan that `canRun`; data and errors grow in the run. Never rejects for what a subgraph does. */
export async function runPlan(plan: QueryPlan, run: PlanRun): Promise<void> {
  if (plan.node === undefined || plan.node.kind === 'Subscription') return;
  await runNode(plan.node, run, { path: [], entities: [run.data] });
}

/** Where in the data a node works: every object at a path; `@` in a path stands for each item of a list. */
interface Place {
  readonly path: readonly string[];
  readonly entities: readonly Data[];
}

async function runNode(node: PlanNode, run: PlanRun, place: Place): Promise<void> {
  switch (node.kind) {
    case 'Sequence':
      for (const one of node.nodes) await runNode(one, run, place);
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((one) => runNode(one, run, place)));
      return;
    case 'Flatten': {
      const path = node.path as string[];
      const entities = place.entities.flatMap((entity) => objectsAt(entity, path));
      if (entities.length > 0) await runNode(node.node, run, { path: [...place.path, ...path], entities });
      return;
    }
    case 'Condition': {
      const clause = run.isTrue(node.condition) ? node.ifClause : node.elseClause;
      if (clause !== undefined) await runNode(clause, run, place);
      return;
    }
    case 'Fetch':
      await runFetch(node, run, place).catch((error: unknown) => void run.errors.push(error));
      return;
    default:
      throw new Error(`A plan can't have a ${node.kind}.`);
  }
}

async function runFetch(node: FetchNode, run: PlanRun, place: Place): Promise<void> {
  const variables: Record<string, unknown> = {};
  for (const name of node.variableUsages ?? []) {
    if (Object.hasOwn(run.variables, name) && run.variables[name] !== undefined) variables[name] = run.variables[name];
  }
  if (node.requires === undefined) {
    const { data, errors } = await run.ask(node.serviceName, node.operation, variables);
    for (const error of errors ?? []) run.errors.push(located(error, [...place.path, ...(error.path ?? [])]));
    if (data) for (const entity of place.entities) mergeData(entity, data as Data);
    return;
  }
  const { values, places } = representationsOf(place.entities, node.requires, run.schema);
  if (values.length === 0) return;
  variables.representations = values;
  const { data, errors } = await run.ask(node.serviceName, node.operation, variables);
  if (errors !== undefined) {
    const found = pathsAt(run.data, place.path);
    for (const error of errors) run.errors.push(located(error, entityPath(error, places, found, place.path)));
  }
  if (!data) return;
  const received = data._entities;
  if (!Array.isArray(received) || received.length !== values.length) {
    throw new Error(`${node.serviceName} gave other entities than it was asked for.`);
  }
  for (const [index, entity] of received.entries()) {
    if (entity === null || typeof entity !== 'object') continue;
    for (const at of places[index] ?? []) mergeData(place.entities[at] as Data, entity as Data);
  }
}

/** The objects at a path below an object, nulls left out. */
function objectsAt(value: unknown, path: readonly string[], from = 0): Data[] {
  if (value === null || typeof value !== 'object') return [];
  if (from === path.length)
    return Array.isArray(value) ? value.flatMap((item) => objectsAt(item, path, from)) : [value as Data];
  const part = path[from] as string;
  if (part === '@') {
    return Array.isArray(value) ? value.flatMap((item) => objectsAt(item, path, from + 1)) : [];
  }
  return objectsAt((value as Data)[part], path, from + 1);
}

type ResponsePath = readonly (string | number)[];

/** An error as a subgraph gives it, in process or over HTTP. */
type SubgraphError = Pick<GraphQLError, 'message' | 'extensions' | 'path'>;

/** The paths of the objects that `objectsAt` finds, in the same order. */
function pathsAt(value: unknown, path: readonly string[], from = 0, above: ResponsePath = []): ResponsePath[] {
  if (value === null || typeof value !== 'object') return [];
  const items = (next: number) =>
    (value as unknown[]).flatMap((item, index) => pathsAt(item, path, next, [...above, index]));
  if (from === path.length) return Array.isArray(value) ? items(from) : [above];
  const part = path[from] as string;
  if (part === '@') return Array.isArray(value) ? items(from + 1) : [];
  return pathsAt((value as Data)[part], path, from + 1, [...above, part]);
}

/** Where in the answer an error of an entity belongs: `_entities`, the representation's place, and so on. */
function entityPath(
  error: SubgraphError,
  places: readonly (readonly number[])[],
  found: readonly ResponsePath[],
  path: readonly string[],
): ResponsePath {
  const index = error.path?.[1];
  if (typeof index !== 'number') return [...path, ...(error.path ?? [])];
  return [...(found[places[index]?.[0] ?? -1] ?? []), ...(error.path ?? []).slice(2)];
}

function located(error: SubgraphError, path: ResponsePath): GraphQLError {
  const { message, extensions } = error;
  return new GraphQLError(message, { path, extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions } });
}
