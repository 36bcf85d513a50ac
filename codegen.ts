import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CodegenConfig } from '@graphql-codegen/cli';

const SUBGRAPHS = ['developers', 'teams', 'analytics', 'predictions', 'integrations'];

/**
 * Clients whose documents get types; each writes its documents in `graphql(...)` calls below its `src`. The web's cache needs
 * parsed documents; the command line sends them as they are.
 */
const CLIENTS = ['web', 'extensions/cli'];

const scalars = { Date: 'string', DateTime: 'string', ID: 'string' };

/**
 * What a resolver gets as its parent, where that differs from the type in the schema: a subgraph exports
 * `<Type>Parent` from src/resolvers/parents.ts, and the resolvers of <Type> are typed with it.
 */
function mappersOf(subgraph: string): Record<string, string> {
  const file = `subgraphs/${subgraph}/src/resolvers/parents.ts`;
  if (!existsSync(file)) return {};
  const names = readFileSync(file, 'utf8').matchAll(/^export (?:interface|type) (\w+)Parent\b/gm);
  return Object.fromEntries([...names].map(([, type]) => [type as string, `../resolvers/parents.ts#${type}Parent`]));
}

/** The schema as clients see it: the composed supergraph without the directives of the federation. */
function clientSchema(): string {
  const load = createRequire(new URL('./scripts/package.json', import.meta.url));
  const { Supergraph } = load('@apollo/federation-internals');
  const { printSchema } = load('graphql');
  const supergraph = readFileSync('schema/supergraph.graphql', 'utf8');
  return printSchema(Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema());
}

const generates: CodegenConfig['generates'] = {};

for (const subgraph of SUBGRAPHS) {
  if (!existsSync(`schema/${subgraph}.graphql`)) continue;
  generates[`subgraphs/${subgraph}/src/generated/resolvers.ts`] = {
    schema: `schema/${subgraph}.graphql`,
    plugins: ['typescript', 'typescript-resolvers'],
    config: {
      federation: true,
      contextType: '@trellis/service-kit/subgraph.ts#ResolverContext',
      mappers: mappersOf(subgraph),
      scalars,
      enumsAsTypes: true,
      useTypeImports: true,
      avoidOptionals: { field: true },
      immutableTypes: true,
      emitLegacyCommonJSImports: false,
      importExtension: '',
    },
  };
}

for (const client of CLIENTS) {
  generates[`${client}/src/generated/`] = {
    schema: clientSchema(),
    documents: [`${client}/src/**/*.{ts,tsx}`, `!${client}/src/generated/**`],
    preset: 'client',
    presetConfig: { fragmentMasking: false },
    config: {
      scalars,
      enumsAsTypes: true,
      useTypeImports: true,
      immutableTypes: true,
      emitLegacyCommonJSImports: false,
      importExtension: '.ts',
      documentMode: client === 'web' ? 'documentNode' : 'string',
    },
  };
}

generates['web/src/generated/graphcache-schema.ts'] = {
  schema: clientSchema(),
  plugins: ['./web/scripts/graphcache-schema.mjs'],
};

generates['gateway/src/generated/operation-names.ts'] = {
  schema: clientSchema(),
  documents: CLIENTS.flatMap((client) => [`${client}/src/**/*.{ts,tsx}`, `!${client}/src/generated/**`]),
  plugins: ['./gateway/scripts/operation-names.mjs'],
  // Two clients may call an operation alike.
  config: { skipDocumentsValidation: true },
};

generates['web/src/generated/operation-subgraphs.ts'] = {
  schema: clientSchema(),
  documents: ['web/src/**/*.{ts,tsx}', '!web/src/generated/**'],
  plugins: ['./web/scripts/operation-subgraphs.mjs'],
};

const config: CodegenConfig = { generates, ignoreNoDocuments: true, silent: true };

export default config;
