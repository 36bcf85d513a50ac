import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Dice } from './dice.ts';
import { ODD_DAYS, ODD_NUMBERS, ODD_TEXTS } from './odd-values.ts';

/** What a client sends. */
export interface Operation {
  query: string;
  variables: Record<string, unknown>;
  operationName?: unknown;
}

/** Values that exist, by the names of arguments and input fields. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

const MOST_DEPTH = 4;
const MOST_FIELDS = 25;

/**
 * Writes a valid operation: fields, arguments, variables, aliases, fragments and directives as the schema allows them, with
 * values that exist and odd ones of the right type.
 */
export function writeOperation(schema: GraphQLSchema, dice: Dice, known: KnownValues): Operation {
  const isMutation = dice.chance(0.12);
  const root = (isMutation ? schema.getMutationType() : schema.getQueryType()) as GraphQLObjectType;
  const declarations: string[] = [];
  const variables: Record<string, unknown> = {};
  const fragments: string[] = [];
  let left = MOST_FIELDS;

  const declare = (type: GraphQLInputType, value: unknown): string => {
    const name = `v${declarations.length}`;
    declarations.push(`$${name}: ${type}`);
    variables[name] = value;
    return `$${name}`;
  };

  const argumentsOf = (field: GraphQLField<unknown, unknown>): string => {
    const written = field.args.flatMap((argument) => {
      const isNeeded = isNonNullType(argument.type) && argument.defaultValue === undefined;
      if (!isNeeded && dice.chance(0.6)) return [];
      const value = valueFor(argument, dice, known);
      if (value === undefined) return [];
      return [`${argument.name}: ${dice.chance(0.6) ? declare(argument.type, value) : literal(argument.type, value)}`];
    });
    return written.length === 0 ? '' : `(${written.join(', ')})`;
  };

  const fieldText = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    left -= 1;
    const type = getNamedType(field.type);
    const alias = dice.chance(0.1) ? `${dice.pick(['a', 'b', '_', 'id', 'node'])}${dice.int(50)}: ` : '';
    const directive = dice.chance(0.05)
      ? dice.pick([' @skip(if: false)', ' @include(if: true)', ' @skip(if: true)'])
      : '';
    const start = `${alias}${field.name}${argumentsOf(field)}${directive}`;
    return isLeafType(type)
      ? start
      : `${start} ${isObjectType(type) ? selectionOf(type, depth - 1) : '{ __typename }'}`;
  };

  const selectionOf = (type: GraphQLObjectType, depth: number): string => {
    const fields = Object.values(type.getFields()).filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
    const count = Math.max(1, Math.min(left, 1 + dice.int(4)));
    const chosen = Array.from({ length: count }, () => dice.pick(fields)).filter((field) => field !== undefined);
    const texts = [...new Set(chosen)].map((field) => fieldText(field, depth));
    const body = texts.length === 0 ? '__typename' : texts.join(' ');
    if (!dice.chance(0.1)) return `{ ${body} }`;
    if (dice.chance(0.5)) return `{ ... on ${type.name} { ${body} } }`;
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${type.name} { ${body} }`);
    return `{ ...${name} ${dice.chance(0.3) ? `...${name}` : ''} }`;
  };

  const roots = Array.from({ length: isMutation ? 1 : 1 + dice.int(2) }, (_, index) => {
    const field = dice.pick(Object.values(root.getFields()));
    return `r${index}: ${fieldText(field, MOST_DEPTH)}`;
  });
  const declared = declarations.length === 0 ? '' : `(${declarations.join(', ')})`;
  const query = `${isMutation ? 'mutation' : 'query'} Q${declared} { ${roots.join(' ')} } ${fragments.join(' ')}`;
  return { query, variables };
}

function valueFor(argument: Pick<GraphQLArgument, 'name' | 'type'>, dice: Dice, known: KnownValues): unknown {
  const existing = known[argument.name];
  return ofType(
    argument.type,
    dice,
    known,
    existing !== undefined && dice.chance(0.6) ? dice.pick(existing) : undefined,
  );
}

function ofType(type: GraphQLInputType, dice: Dice, known: KnownValues, existing: unknown): unknown {
  if (isNonNullType(type)) return ofType(type.ofType, dice, known, existing);
  if (isListType(type)) {
    const size = dice.pick([0, 1, 2, 5]);
    return Array.from({ length: size }, () => ofType(type.ofType, dice, known, existing));
  }
  if (isEnumType(type)) return dice.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const entries = Object.values(type.getFields()).flatMap((field) => {
      if (!isNonNullType(field.type) && dice.chance(0.4)) return [];
      return [[field.name, valueFor(field, dice, known)] as const];
    });
    return Object.fromEntries(entries);
  }
  if (existing !== undefined) return existing;
  switch (type.name) {
    case 'Int':
      return Math.trunc(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, dice.pick(ODD_NUMBERS))));
    case 'Float':
      return dice.pick(ODD_NUMBERS);
    case 'Boolean':
      return dice.chance(0.5);
    case 'Date':
    case 'DateTime':
      return dice.pick(ODD_DAYS);
    case 'ID':
      return dice.chance(0.5) ? '00000000-0000-4000-8000-00000000dead' : dice.pick(ODD_TEXTS);
    default:
      return dice.pick(ODD_TEXTS);
  }
}

/** A value as it stands in a document. */
function literal(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return literal(type.ofType, value);
  if (value === null || value === undefined) return 'null';
  if (isListType(type)) {
    return Array.isArray(value)
      ? `[${value.map((item) => literal(type.ofType, item)).join(', ')}]`
      : literal(type.ofType, value);
  }
  if (isEnumType(type)) return String(value);
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const entries = Object.entries(value as object).map(
      ([name, item]) => `${name}: ${literal(fields[name]?.type as GraphQLInputType, item)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  return JSON.stringify(value);
}
