import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** How deep a selection goes: a person of a commit of a repository; less deep where the gateway would refuse its size. */
const DEPTH = 4;
const MOST_FIELDS = 550;

export interface Selection {
  readonly document: string;
  /** `{ … }` of the field or entity. */
  readonly body: string;
  /** `$a: ID!, …` without parentheses. */
  readonly declarations: string;
  readonly variables: Record<string, unknown>;
}

/** The schema as clients see it. */
export function clientSchema(): GraphQLSchema {
  const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
  return Supergraph.build(sdl).apiSchema().toGraphQLJSSchema() as GraphQLSchema;
}

/**
 * Writes an operation that selects all there is below a root field (or an entity), filling arguments by their name; a
 * field whose required argument has no value is left out.
 * @param only for an entity: the fields that the subgraph has of it
 */
export function selectEverything(
  schema: GraphQLSchema,
  name: string,
  values: Record<string, unknown>,
  kind: 'query' | 'mutation' | 'entity' = 'query',
  only?: ReadonlySet<string>,
  depth = DEPTH,
): Selection {
  const declarations: string[] = [];
  const variables: Record<string, unknown> = {};

  const argumentsOf = (field: GraphQLField<unknown, unknown>): string | undefined => {
    const written: string[] = [];
    for (const argument of field.args) {
      const value = argument.name === 'first' ? 3 : values[argument.name];
      if (value === undefined) {
        if (isNonNullType(argument.type) && argument.defaultValue === undefined) return undefined;
        continue;
      }
      const variable = `v${declarations.length}`;
      declarations.push(`$${variable}: ${argument.type}`);
      variables[variable] = isListType(argument.type) && !Array.isArray(value) ? [value] : value;
      written.push(`${argument.name}: $${variable}`);
    }
    return written.length === 0 ? '' : `(${written.join(', ')})`;
  };

  const fieldText = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const before = declarations.length;
    const args = argumentsOf(field);
    if (args === undefined) return '';
    const type = getNamedType(field.type);
    if (isLeafType(type)) return `${field.name}${args} `;
    const body = isObjectType(type) && depth > 0 ? bodyOf(type, depth - 1) : '';
    if (body === '') {
      declarations.length = before;
      return '';
    }
    return `${field.name}${args} ${body} `;
  };

  const bodyOf = (type: GraphQLObjectType, depth: number, wanted?: ReadonlySet<string>): string => {
    const fields = Object.values(type.getFields()).filter((field) => wanted === undefined || wanted.has(field.name));
    const text = fields.map((field) => fieldText(field, depth)).join('');
    return text === '' ? '' : `{ __typename ${text}}`;
  };

  if (kind === 'entity') {
    const body = bodyOf(schema.getType(name) as GraphQLObjectType, 2, only);
    return { document: '', body, declarations: declarations.join(', '), variables };
  }
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  const field = root?.getFields()[name];
  if (field === undefined) throw new Error(`${kind} ${name} is not in the schema.`);
  const body = fieldText(field, kind === 'query' ? depth : 1);
  if ((body.match(/\w+/g) ?? []).length > MOST_FIELDS)
    return selectEverything(schema, name, values, kind, only, depth - 1);
  const declared = declarations.length === 0 ? '' : `(${declarations.join(', ')})`;
  const used = Object.fromEntries(Object.entries(variables).filter(([key]) => body.includes(`$${key}`)));
  return {
    document: `${kind} Everything${declared} { ${body} }`,
    body,
    declarations: declarations.join(', '),
    variables: used,
  };
}
