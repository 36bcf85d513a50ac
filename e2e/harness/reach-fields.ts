import { readFileSync } from 'node:fs';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  isRequiredArgument,
  Kind,
  parse,
  valueFromASTUntyped,
} from 'graphql';

/** What the contract says of who sees a field. */
export interface FieldRule {
  readonly role: 'member' | 'admin' | 'owner';
  readonly relation: 'self' | 'self-or-lead' | undefined;
}

/** One field on a way from the root of the schema. */
export interface Step {
  /** `Type.field` */
  readonly name: string;
  readonly field: string;
  /** The field with its arguments, as a query has it. */
  readonly text: string;
}

/** A field of the schema and ways to it, shortest first. */
export interface ReachableField {
  readonly name: string;
  readonly ways: readonly (readonly Step[])[];
}

/** So many ways to one type are tried: the list on the shortest may be empty. */
const MOST_WAYS = 4;
const MOST_STEPS = 9;

/** The rule of each object field of the composed supergraph, as `Type.field`. */
export function readFieldRules(): ReadonlyMap<string, FieldRule> {
  const text = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
  const rules = new Map<string, FieldRule>();
  for (const definition of parse(text).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const access = field.directives?.find(({ name }) => name.value === 'access');
      if (access === undefined) throw new Error(`${definition.name.value}.${field.name.value} has no rule.`);
      const written = Object.fromEntries(
        (access.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
      );
      const rule = { role: written.role ?? 'member', relation: written.relation } as FieldRule;
      rules.set(`${definition.name.value}.${field.name.value}`, rule);
    }
  }
  return rules;
}

/**
 * Finds ways from the root of queries to every field of every object type.
 * @param values arguments as GraphQL writes them, by `Type.field.argument` or by the argument's name
 */
export function reachFields(schema: GraphQLSchema, values: Readonly<Record<string, string>>): ReachableField[] {
  const query = schema.getQueryType() as GraphQLObjectType;
  const ways = new Map<string, Step[][]>([[query.name, [[]]]]);
  const fields = new Map<string, Step[][]>();
  const queue: { type: GraphQLObjectType; way: Step[] }[] = [{ type: query, way: [] }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { type, way } = next;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      const known = fields.get(name) ?? [];
      fields.set(name, known);
      const args = argumentsOf(name, field, values);
      if (args === undefined || known.length >= MOST_WAYS) continue;
      const longer = [...way, { name, field: field.name, text: `${field.name}${args}` }];
      known.push(longer);
      const below = getNamedType(field.type);
      const toType = ways.get(below.name) ?? [];
      if (!isObjectType(below) || longer.length >= MOST_STEPS || toType.length >= MOST_WAYS) continue;
      ways.set(below.name, [...toType, longer]);
      queue.push({ type: below, way: longer });
    }
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || type === schema.getMutationType()) continue;
    for (const field of Object.keys(type.getFields()))
      if (!fields.has(`${type.name}.${field}`)) fields.set(`${type.name}.${field}`, []);
  }
  return [...fields].map(([name, found]) => ({ name, ways: found }));
}

/**
 * The query that goes a way and asks for nothing else.
 * @param ends further fields of the type that the way ends in
 */
export function queryOf(way: readonly Step[], schema: GraphQLSchema, ends = way.slice(-1)): string {
  const asked = ends.map(({ name, text }) => {
    const [typeName = '', fieldName = ''] = name.split('.');
    const field = (schema.getType(typeName) as GraphQLObjectType).getFields()[fieldName];
    return `${text} ${field !== undefined && isObjectType(getNamedType(field.type)) ? '{ __typename }' : ''}`;
  });
  return way.slice(0, -1).reduceRight((inner, { text }) => `{ ${text} ${inner} }`, `{ ${asked.join(' ')} }`);
}

/** Whether an answer's data has the field at the end of a way, also where it is null. */
export function isReached(data: unknown, way: readonly Step[]): boolean {
  if (Array.isArray(data)) return data.some((item) => isReached(item, way));
  const [step, ...rest] = way;
  if (step === undefined) return true;
  if (typeof data !== 'object' || data === null || !(step.field in data)) return false;
  const value = (data as Record<string, unknown>)[step.field];
  return rest.length === 0 || isReached(value, rest);
}

function argumentsOf(
  name: string,
  field: GraphQLField<unknown, unknown>,
  values: Readonly<Record<string, string>>,
): string | undefined {
  const written: string[] = [];
  for (const argument of field.args) {
    const value = values[`${name}.${argument.name}`] ?? values[argument.name];
    if (value !== undefined) written.push(`${argument.name}: ${value}`);
    else if (isRequiredArgument(argument)) return undefined;
  }
  return written.length === 0 ? '' : `(${written.join(', ')})`;
}
