import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { buildSchema, graphql as execute, type GraphQLSchema } from 'graphql';

const PROJECT = resolve(import.meta.dirname, '../../../..');

/** What the stand-in answers: root fields by name, as values or functions of their arguments. */
export type World = Record<string, unknown>;

export interface Asked {
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}

/** An answer that is no GraphQL of the world: refusals, broken bodies, silence. */
export interface OtherAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

export interface GraphStandIn {
  readonly url: string;
  /** Everything it was asked, in order. */
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

/**
 * A small HTTP server that answers GraphQL from a world of plain values. Each request is validated and executed against
 * the composed schema as clients see it, so that a query that drifts from the contract fails its test.
 * @param readiness what /readyz answers
 * @param intercept answers a request in the world's place; 'silence' never answers
 */
export async function startGraph(
  world: World,
  intercept: (asked: Asked, count: number) => OtherAnswer | 'silence' | undefined = () => undefined,
  readiness: unknown = { status: 'ready', checks: { teams: 'ok', integrations: 'ok', redis: 'ok' } },
): Promise<GraphStandIn> {
  const schema = clientSchema();
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === '/readyz') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(readiness));
      return;
    }
    const { query, variables, operationName } = JSON.parse(await bodyOf(request));
    const question = { operationName, variables: variables ?? {}, headers: request.headers };
    asked.push(question);
    const other = intercept(question, asked.length);
    if (other === 'silence') return;
    if (other !== undefined) {
      response.writeHead(other.status, other.headers).end(other.body);
      return;
    }
    const answer = await execute({ schema, source: query, rootValue: world, variableValues: variables, operationName });
    const isMalformed = answer.data === undefined;
    response.writeHead(isMalformed ? 400 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: () =>
      new Promise((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}

let known: GraphQLSchema | undefined;

function clientSchema(): GraphQLSchema {
  if (known !== undefined) return known;
  const load = createRequire(resolve(PROJECT, 'scripts/package.json'));
  const { Supergraph } = load('@apollo/federation-internals');
  const { printSchema } = load('graphql');
  const supergraph = readFileSync(resolve(PROJECT, 'schema/supergraph.graphql'), 'utf8');
  known = buildSchema(printSchema(Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema()));
  return known;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}
