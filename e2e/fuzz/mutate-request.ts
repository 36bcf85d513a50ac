import type { Dice } from './dice.ts';
import { ODD_TEXTS, oddValue } from './odd-values.ts';
import type { Operation } from './write-operation.ts';

const PIECES = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '...',
    '@',
    '$',
    ':',
    '!',
    '|',
    '&',
    '=',
    '"',
    '"""',
    '#',
    ',',
    '\\u0000',
    '\ufeff',
  ],
  ...[
    'query',
    'mutation',
    'subscription',
    'fragment F on Query',
    'on',
    'null',
    'true',
    '__typename',
    '__schema',
    '__type',
  ],
  ...[
    '_entities(representations: [])',
    '_service { sdl }',
    '1e999',
    '0x1',
    '-0',
    '99999999999999999999',
    '\u0000',
    '😀',
  ],
];

type Change = (operation: Operation, dice: Dice) => void;

/** What one does to an operation; each makes it odd in one way. */
const CHANGES: readonly Change[] = [
  function cutOut(operation, dice) {
    const { query } = operation;
    const from = dice.int(query.length);
    operation.query = query.slice(0, from) + query.slice(from + 1 + dice.int(20));
  },
  function putIn(operation, dice) {
    const at = dice.int(operation.query.length);
    operation.query = `${operation.query.slice(0, at)} ${dice.pick(PIECES)} ${operation.query.slice(at)}`;
  },
  function repeat(operation, dice) {
    const from = dice.int(operation.query.length);
    const slice = operation.query.slice(from, from + 1 + dice.int(60));
    operation.query = operation.query.slice(0, from) + slice.repeat(1 + dice.int(8)) + operation.query.slice(from);
  },
  function oddText(operation, dice) {
    const at = dice.int(operation.query.length);
    operation.query = operation.query.slice(0, at) + dice.pick(ODD_TEXTS) + operation.query.slice(at);
  },
  function otherVariable(operation, dice) {
    const name = dice.pick([...Object.keys(operation.variables), 'v0', 'v1']);
    operation.variables[name] = oddValue(dice.pick);
  },
  function noVariable(operation, dice) {
    const name = dice.pick([...Object.keys(operation.variables), 'v0']);
    delete operation.variables[name];
  },
  function deep(operation, dice) {
    const times = dice.pick([5, 14, 16, 60, 300, 3_000]);
    const field = dice.pick(['a', 'workspace', 'repositories { edges { node', '... on Query']);
    const closing = field.includes('{') ? '} } }' : '}';
    operation.query = `{ ${`${field} { `.repeat(times)} __typename ${closing.repeat(times)} }`;
  },
  function manyAliases(operation, dice) {
    const field = dice.pick(['__typename', 'workspace { name }', 'developers(first: 200) { totalCount }']);
    const times = dice.pick([10, 61, 700, 5_000]);
    operation.query = `{ ${Array.from({ length: times }, (_, index) => `a${index}: ${field}`).join(' ')} }`;
  },
  function circles(operation, dice) {
    operation.query = dice.pick([
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      `{ ...A0 } ${Array.from({ length: 40 }, (_, i) => `fragment A${i} on Query { ...A${i + 1} ...A${i + 1} }`).join(' ')} fragment A40 on Query { __typename }`,
      'query Q { ...Missing }',
      '{ workspace { ...A } } fragment A on Repository { name }',
      '{ workspace { ...A } ...A } fragment A on Workspace { name }',
    ]);
  },
  function directives(operation, dice) {
    const directive = dice.pick([
      '@skip',
      '@include(if: 1)',
      '@defer',
      '@access(role: "x")',
      '@skip(if: $v0)',
      '@a'.repeat(300),
    ]);
    operation.query = operation.query.replace(/ \{/, ` ${directive} {`);
  },
  function severalOperations(operation, dice) {
    operation.query += ` query Other { __typename } ${dice.pick(['', '{ viewer { name } }', 'query Q { __typename }'])}`;
    operation.operationName = dice.pick<unknown>(['Q', 'Other', 'None', '', null, 7, '__proto__']);
  },
  function wideNumbers(operation, dice) {
    operation.query = operation.query.replace(/: \d+/, `: ${dice.pick(['1e400', '9'.repeat(400), '-1', '1.5', '00'])}`);
  },
  function describing(operation, dice) {
    operation.query = dice.pick([
      '{ __schema { types { name fields { name args { name type { name } } } } } }',
      `{ __type(name: ${JSON.stringify(dice.pick(ODD_TEXTS))}) { name } }`,
      `{ __schema { types { ${'fields { type { '.repeat(5)} name ${'} }'.repeat(5)} } } }`,
    ]);
  },
];

/** The body of a request: a valid operation as it is or changed one to three times, now and then not even JSON. */
export function requestBody(operation: Operation, dice: Dice): string | Buffer {
  const changes = dice.chance(0.45) ? 0 : 1 + dice.int(3);
  for (let index = 0; index < changes; index += 1) dice.pick(CHANGES)(operation, dice);
  const text = JSON.stringify(operation);
  return changes === 0 || dice.chance(0.8) ? text : malformed(text, dice);
}

function malformed(text: string, dice: Dice): string | Buffer {
  return dice.pick<() => string | Buffer>([
    () => text.slice(0, dice.int(text.length)),
    () => `${text},`,
    () => `[${text},${text}]`,
    () => text.replace('{', '{"query":"{ viewer { name } }","query":7,'),
    () => text.replace('"variables":', '"variables":{"v0":1},"variables":'),
    () => text.replaceAll('"', "'"),
    () => JSON.stringify(oddValue(dice.pick)),
    () => JSON.stringify({ query: oddValue(dice.pick), variables: oddValue(dice.pick) }),
    () =>
      Buffer.concat([
        Buffer.from(text.slice(0, 20)),
        Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
        Buffer.from(text.slice(20)),
      ]),
    () => `\ufeff${text}`,
    () => '{"a":'.repeat(20_000),
    () => '['.repeat(100_000),
    () => `{"query": ${'9'.repeat(1_000)}, "variables": NaN}`,
    () => text.replace('}', `,"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`),
    () => ' '.repeat(270_000),
  ])();
}
