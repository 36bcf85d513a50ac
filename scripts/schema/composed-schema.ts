import { readFileSync } from 'node:fs';
import path from 'node:path';
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';

/** Folder of the contract. */
export const SCHEMA_FOLDER = path.join(import.meta.dirname, '../../schema');

/** A subgraph's contract. */
export function subgraphDocument(subgraph: string): DocumentNode {
  return parse(readFileSync(path.join(SCHEMA_FOLDER, `${subgraph}.graphql`), 'utf8'));
}

/**
 * Composes the subgraphs' contracts.
 * @throws Error with every reason why they don't compose
 */
export function composeSupergraph(documents: Readonly<Record<string, DocumentNode>> = allDocuments()): string {
  const services = Object.entries(documents).map(([name, typeDefs]) => ({ name, url: `http://${name}`, typeDefs }));
  const result = composeServices(services);
  if (result.errors !== undefined) throw new Error(result.errors.map((error) => error.message).join('\n'));
  return result.supergraphSdl;
}

/** The schema that clients see: without the federation's directives and types. */
export function clientSchema(supergraphSdl: string): GraphQLSchema {
  return Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
}

function allDocuments(): Record<string, DocumentNode> {
  return Object.fromEntries(SUBGRAPHS.map((subgraph) => [subgraph, subgraphDocument(subgraph)]));
}
