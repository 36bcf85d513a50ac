import { readFileSync } from 'node:fs';
import { concatAST, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/**
 * Code generator plugin: which subgraphs each of the application's queries is answered from, so that a raised epoch of one of
 * them asks only what it touches again.
 */
export function plugin(schema, documents) {
  const owners = ownersOf(parse(readFileSync('schema/supergraph.graphql', 'utf8')));
  const all = concatAST(documents.map(({ document }) => document));
  const fragments = new Map();
  const operations = [];
  for (const definition of all.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
    else if (definition.operation === 'query') operations.push(definition);
  }
  const entries = operations.map((operation) => [
    operation.name.value,
    [...subgraphsOf(operation, { schema, fragments, owners })].sort(),
  ]);
  const text = JSON.stringify(Object.fromEntries(entries.sort()));
  return `/* eslint-disable */\nexport const operationSubgraphs: Readonly<Record<string, readonly string[]>> = ${text};\n`;
}

/** `Type.field` → subgraphs that own it. A field that several types' subgraphs share goes with the field above it. */
function ownersOf(supergraph) {
  const owners = new Map();
  for (const type of supergraph.definitions) {
    if (type.kind !== 'ObjectTypeDefinition' && type.kind !== 'InterfaceTypeDefinition') continue;
    const ofType = graphsOf(type, 'join__type');
    for (const field of type.fields ?? []) {
      const ofField = graphsOf(field, 'join__field');
      owners.set(`${type.name.value}.${field.name.value}`, ofField.length > 0 || ofType.length > 1 ? ofField : ofType);
    }
  }
  return owners;
}

function graphsOf(node, directive) {
  const values = (node.directives ?? [])
    .filter(({ name }) => name.value === directive)
    .map(({ arguments: given }) => given.find(({ name }) => name.value === 'graph')?.value.value.toLowerCase());
  return [...new Set(values.filter((value) => value !== undefined))];
}

function subgraphsOf(operation, { schema, fragments, owners }) {
  const found = new Set();
  const looked = new Set();
  const look = (node) => {
    const types = new TypeInfo(schema);
    visit(
      node,
      visitWithTypeInfo(types, {
        enter(node) {
          if (node.kind === 'Field') {
            const name = `${types.getParentType()?.name}.${types.getFieldDef()?.name}`;
            for (const owner of owners.get(name) ?? []) found.add(owner);
          } else if (node.kind === 'FragmentSpread' && !looked.has(node.name.value)) {
            looked.add(node.name.value);
            look(fragments.get(node.name.value));
          }
        },
      }),
    );
  };
  look(operation);
  return found;
}
