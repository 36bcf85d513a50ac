import { GraphQLError, type GraphQLScalarType, type GraphQLSchema, isScalarType, Kind, type ValueNode } from 'graphql';

/**
 * Gives a schema's `Date` and `DateTime` their meaning: a calendar day is `YYYY-MM-DD` and exists; an instant is
 * RFC 3339 with an offset. Both are strings inside; a JavaScript Date is printed in UTC.
 */
export function applyScalars(schema: GraphQLSchema): void {
  apply(schema.getType('Date'), 'a calendar day as YYYY-MM-DD', isCalendarDay, (date) =>
    date.toISOString().slice(0, 10),
  );
  apply(schema.getType('DateTime'), 'an instant as RFC 3339, e.g. 2026-01-31T12:00:00Z', isInstant, (date) =>
    date.toISOString(),
  );
}

/** Whether a text is a day of the Gregorian calendar, written YYYY-MM-DD, from the year 1 on: before it PostgreSQL has none. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

function isInstant(text: string): boolean {
  const day = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.exec(text)?.[1];
  return day !== undefined && isCalendarDay(day) && !Number.isNaN(Date.parse(text));
}

function apply(
  type: unknown,
  expected: string,
  isValid: (text: string) => boolean,
  print: (date: Date) => string,
): void {
  if (!isScalarType(type)) return;
  const scalar = type as GraphQLScalarType;
  const read = (value: unknown, node?: ValueNode) => {
    if (typeof value === 'string' && isValid(value)) return value;
    throw new GraphQLError(`${scalar.name} must be ${expected}.`, node === undefined ? {} : { nodes: node });
  };
  scalar.parseValue = (value) => read(value);
  scalar.parseLiteral = (node) => read(node.kind === Kind.STRING ? node.value : undefined, node);
  scalar.serialize = (value) => {
    const text = value instanceof Date ? print(value) : value;
    if (typeof text === 'string' && isValid(text)) return text;
    throw new TypeError(`${scalar.name} must be ${expected}.`);
  };
}
