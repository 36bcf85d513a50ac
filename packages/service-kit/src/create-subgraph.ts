import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { RingKey } from '@trellis/config/config.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { type Dependency, requireDependencies } from '@trellis/observability/readiness.ts';
import { forRequest } from '@trellis/observability/request-scope.ts';
import { traced } from '@trellis/observability/tracing.ts';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { enforceAccess } from './access.ts';
import { CodedError } from './errors.ts';
import { formatError } from './format-error.ts';
import { createTokenVerifier } from './internal-token.ts';
import { createLru } from './lru.ts';
import { measureResolvers } from './measure-resolvers.ts';
import { createContext } from './resolver-context.ts';
import { applyScalars } from './scalars.ts';
import type { InternalHandler, SubgraphRequest, SubgraphService } from './subgraph.ts';

const SCHEMA_FOLDER = path.join(import.meta.dirname, '../../../schema');

/** What a subgraph is made of. */
export interface SubgraphParts {
  readonly name: string;
  /** The contract: a file below schema/, e.g. `developers.graphql`. */
  readonly schemaFile: string;
  /** The generated `Resolvers` of the subgraph. */
  readonly resolvers: object;
  /** What the gateway may call beside GraphQL, by name. */
  readonly internal?: Readonly<Record<string, InternalHandler>>;
  /** The key ring; a request's token is accepted if any of its signing keys signed it. */
  readonly keys: { readonly signing: readonly RingKey[] };
  /** What the subgraph needs around it: its database, and more. */
  readonly dependencies: readonly Dependency[];
  readonly logger: Logger;
}

/**
 * Makes a subgraph: its schema with resolvers behind their `@access` rules, and the execution of requests that carry
 * a valid internal token. Parsed and validated documents are kept by their text.
 * @throws CodedError ACCESS_RULE_INVALID naming each object field without a rule
 */
export function createSubgraph(parts: SubgraphParts): SubgraphService {
  const { name, logger } = parts;
  const schema = buildSchema(parts);
  const verifier = createTokenVerifier(parts.keys);
  const documents = createLru<DocumentNode | readonly GraphQLError[]>(1_000, 4_000_000);

  const documentOf = (query: string) => {
    const known = documents.get(query);
    if (known !== undefined) return known;
    const document = parseAndValidate(schema, query);
    documents.set(query, document);
    return document;
  };

  return {
    name,

    async execute(request: SubgraphRequest): Promise<ExecutionResult> {
      try {
        const viewer = await verifier.viewer(request.token);
        const document = documentOf(request.query);
        if (isErrors(document)) return { errors: document };
        const run = async () =>
          execute({
            schema,
            document,
            contextValue: createContext(viewer, request),
            variableValues: request.variables,
            operationName: request.operationName,
          });
        const result = await forRequest(request.requestId, () => traced(`resolve in ${name}`, {}, run));
        if (result.errors === undefined) return result;
        return { ...result, errors: result.errors.map((error) => formatError(error, request.requestId, logger)) };
      } catch (error) {
        const original = error instanceof Error ? error : new Error(String(error));
        return {
          errors: [
            formatError(new GraphQLError(original.message, { originalError: original }), request.requestId, logger),
          ],
        };
      }
    },

    async call(handlerName, input, call) {
      await verifier.internalCall(call.token);
      const handlers = parts.internal ?? {};
      const handler = Object.hasOwn(handlers, handlerName) ? handlers[handlerName] : undefined;
      if (handler === undefined) throw new CodedError('NOT_FOUND', `${name} has no internal handler of this name.`);
      return forRequest(call.requestId, () => handler(input, { requestId: call.requestId }));
    },

    dependencies: parts.dependencies,
    ready: () => requireDependencies(parts.dependencies),
  };
}

function buildSchema({ name, schemaFile, resolvers }: SubgraphParts): GraphQLSchema {
  const typeDefs = parse(readFileSync(path.resolve(SCHEMA_FOLDER, schemaFile), 'utf8'));
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as Record<string, never> }]);
  applyScalars(schema);
  measureResolvers(name, schema);
  enforceAccess(schema);
  return schema;
}

function parseAndValidate(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    return errors.length === 0 ? document : errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code },
  });
}

function isErrors(document: DocumentNode | readonly GraphQLError[]): document is readonly GraphQLError[] {
  return Array.isArray(document);
}
