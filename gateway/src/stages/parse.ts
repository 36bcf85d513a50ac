import { CodedError } from '@trellis/service-kit/errors.ts';
import { createLru } from '@trellis/service-kit/lru.ts';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  separateOperations,
  validate,
  visit,
} from 'graphql';
import * as v from 'valibot';
import { check, checkDocumentSize, checkNesting, DOCUMENT_LIMITS, type DocumentLimits } from '../document-limits.ts';
import { type RequestRefused, refuse, refuseDocument } from '../refusal.ts';

/** One operation that is well formed and valid, with its variables. */
export interface ParsedOperation {
  /** The operation and the fragments it uses, nothing else. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | undefined;
  /** The document printed in one form: equal for requests that differ in layout and comments only. */
  readonly normalised: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Prepared = Omit<ParsedOperation, 'variables'>;

const body = v.object({
  query: v.string(),
  // A record alone would take a list for an object.
  variables: v.nullish(
    v.custom<Record<string, unknown>>((value) => typeof value === 'object' && !Array.isArray(value)),
  ),
  operationName: v.nullish(v.string()),
});

/**
 * Makes the first stage: a request's body becomes one valid operation. Documents are parsed and validated once, by their
 * text, whatever came out of it.
 * @throws RequestRefused 400 with a code for anything malformed, unknown, invalid or too large
 */
export function createParseStage(
  schema: GraphQLSchema,
  limits: DocumentLimits = DOCUMENT_LIMITS,
): (requestBody: unknown) => ParsedOperation {
  const known = createLru<ReadonlyMap<string, Prepared> | RequestRefused>(1_000, 4_000_000);

  const operationsOf = (query: string) => {
    const remembered = known.get(query);
    if (remembered !== undefined) return remembered;
    const operations = prepare(schema, query, limits);
    known.set(query, operations);
    return operations;
  };

  return (requestBody) => {
    const request = v.safeParse(body, requestBody);
    if (!request.success) throw refuse(malformed(request.issues[0]));
    const { query, variables, operationName } = request.output;
    const operations = operationsOf(query);
    if (operations instanceof Error) throw operations;
    const prepared = choose(operations, operationName ?? undefined);
    return { ...prepared, variables: checkVariables(schema, prepared.operation, variables ?? {}) };
  };
}

function malformed(issue: v.BaseIssue<unknown>): CodedError {
  const field = String(issue.path?.[0]?.key ?? 'body');
  const expected = field === 'body' ? 'a JSON object with a query' : field === 'variables' ? 'an object' : 'a text';
  return new CodedError('BAD_INPUT', `The request's ${field} must be ${expected}.`, { field });
}

function prepare(
  schema: GraphQLSchema,
  query: string,
  limits: DocumentLimits,
): ReadonlyMap<string, Prepared> | RequestRefused {
  try {
    check('characters', limits.characters, query.length);
    checkNesting(query, limits);
    const document = parse(query, { maxTokens: limits.tokens });
    checkDocumentSize(document, limits);
    checkTexts(document);
    const errors = [...unofferedOperations(schema, document), ...validate(schema, document)];
    if (errors.length > 0) return refuseDocument(errors, 'GRAPHQL_VALIDATION_FAILED');
    return new Map(Object.entries(separateOperations(document)).map(([name, one]) => [name, preparedOf(one)]));
  } catch (error) {
    if (error instanceof CodedError) return refuse(error);
    if (error instanceof GraphQLError) return refuseUnparsed(error, limits);
    throw error;
  }
}

function refuseUnparsed(error: GraphQLError, limits: DocumentLimits): RequestRefused {
  if (!error.message.includes('tokens')) return refuseDocument([error], 'GRAPHQL_PARSE_FAILED');
  const tooMany = new CodedError('TOO_COMPLEX', `The query has more than ${limits.tokens} tokens.`, {
    field: 'query',
    remedy: 'Ask for less, or in several requests.',
    details: { limit: 'tokens', maximum: limits.tokens },
  });
  return refuse(tooMany);
}

/** graphql-js 16 has no rule of its own against a kind of operation that a schema doesn't offer. */
function unofferedOperations(schema: GraphQLSchema, document: DocumentNode): GraphQLError[] {
  return document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .filter((definition) => !schema.getRootType(definition.operation))
    .map((node) => new GraphQLError(`The graph has no ${node.operation}.`, { nodes: node }));
}

function preparedOf(document: DocumentNode): Prepared {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('An operation was separated without itself.');
  return { document, operation, operationName: operation.name?.value, normalised: print(document) };
}

function choose(operations: ReadonlyMap<string, Prepared>, name: string | undefined): Prepared {
  const chosen = name === undefined && operations.size === 1 ? [...operations.values()][0] : operations.get(name ?? '');
  if (chosen !== undefined) return chosen;
  if (operations.size === 0)
    throw refuse(new CodedError('BAD_INPUT', 'The query has no operation.', { field: 'query' }));
  const problem =
    name === undefined ? 'must say which of several operations is meant' : 'names no operation of the query';
  throw refuse(new CodedError('BAD_INPUT', `The request's operationName ${problem}.`, { field: 'operationName' }));
}

/** Checks the variables against their types. What is passed on is what was sent, without names nobody declared. */
function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  sent: Record<string, unknown>,
): Record<string, unknown> {
  const definitions = operation.variableDefinitions ?? [];
  const { errors } = getVariableValues(schema, definitions, sent, { maxErrors: 5 });
  if (errors !== undefined) throw refuseDocument(errors, 'BAD_INPUT');
  const declared = definitions.map((definition) => definition.variable.name.value);
  for (const name of declared) if (holdsZero(sent[name])) throw refuse(zeroIn(`variables.${name}`));
  return Object.fromEntries(declared.filter((name) => Object.hasOwn(sent, name)).map((name) => [name, sent[name]]));
}

/** No text in PostgreSQL holds it, so that nothing has it in its name: it is refused once, here. */
const ZERO = '\0';

function checkTexts(document: DocumentNode): void {
  visit(document, {
    StringValue(node) {
      if (node.value.includes(ZERO)) throw zeroIn('query');
    },
  });
}

function holdsZero(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(ZERO);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsZero);
}

function zeroIn(field: string): CodedError {
  return new CodedError('BAD_INPUT', 'A text must not hold the character U+0000.', { field });
}
