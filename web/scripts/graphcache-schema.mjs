import { introspectionFromSchema } from 'graphql';

/**
 * Code generator plugin: the schema as the browser's normalised cache needs it (which field is a list, which may be null,
 * which types implement an interface), without descriptions, inputs and scalars' names.
 */
export function plugin(schema) {
  const { __schema } = introspectionFromSchema(schema, { descriptions: false });
  const types = __schema.types
    .filter((type) => !type.name.startsWith('__') && ['OBJECT', 'INTERFACE', 'UNION'].includes(type.kind))
    .map(minimal);
  const data = {
    __schema: {
      queryType: { name: __schema.queryType.name },
      mutationType: __schema.mutationType && { name: __schema.mutationType.name },
      subscriptionType: __schema.subscriptionType && { name: __schema.subscriptionType.name },
      types: [...types, { kind: 'SCALAR', name: 'Any' }],
    },
  };
  return `/* eslint-disable */\nexport const graphcacheSchema = ${JSON.stringify(data)};\n`;
}

function minimal(type) {
  const possibleTypes = type.possibleTypes?.map(({ kind, name }) => ({ kind, name })) ?? [];
  if (type.kind === 'UNION') return { kind: type.kind, name: type.name, possibleTypes };
  return {
    kind: type.kind,
    name: type.name,
    fields: type.fields.map((field) => ({
      name: field.name,
      type: typeOf(field.type),
      args: field.args.map((arg) => ({ name: arg.name, type: { kind: 'SCALAR', name: 'Any', ofType: null } })),
    })),
    interfaces: (type.interfaces ?? []).map(({ kind, name }) => ({ kind, name })),
    ...(type.kind === 'INTERFACE' ? { possibleTypes } : {}),
  };
}

function typeOf(type) {
  if (type.kind === 'NON_NULL' || type.kind === 'LIST') return { kind: type.kind, ofType: typeOf(type.ofType) };
  if (type.kind === 'SCALAR' || type.kind === 'ENUM') return { kind: 'SCALAR', name: 'Any', ofType: null };
  return { kind: type.kind, name: type.name, ofType: null };
}
