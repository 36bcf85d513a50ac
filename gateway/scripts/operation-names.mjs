/**
 * Lists the names of our clients' operations, in the form of a graphql-codegen plugin: metrics know operations by these names, and
 * call every other one `other`.
 */
export function plugin(_schema, documents) {
  const definitions = documents.flatMap(({ document }) => document?.definitions ?? []);
  const names = definitions.flatMap((definition) =>
    definition.kind === 'OperationDefinition' && definition.name ? [definition.name.value] : [],
  );
  const lines = [...new Set(names)].sort().map((name) => `  '${name}',`);
  return `/** Made from the documents of web and command line. */\nexport const OPERATION_NAMES: readonly string[] = [\n${lines.join('\n')}\n];\n`;
}
