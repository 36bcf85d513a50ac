import { CodedError } from '@trellis/service-kit/errors.ts';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  Lexer,
  type SelectionSetNode,
  Source,
  TokenKind,
} from 'graphql';

/**
 * How large a document may be. Checked before validation, whose cost grows with the square of some of these numbers; a
 * page's query stays below a third of each.
 */
export interface DocumentLimits {
  readonly characters: number;
  readonly tokens: number;
  /** Brackets of any kind open at once. A parser that descends into each runs out of stack at some two thousand. */
  readonly nesting: number;
  /** Nested fields, below introspection not counted: graphql-js has a limit of its own there. */
  readonly depth: number;
  /** Fields with fragments written out. */
  readonly fields: number;
  readonly aliases: number;
  /** Fields of an operation's root. */
  readonly rootFields: number;
}

export const DOCUMENT_LIMITS: DocumentLimits = {
  characters: 65_536,
  tokens: 5_000,
  nesting: 200,
  depth: 15,
  fields: 600,
  aliases: 60,
  rootFields: 20,
};

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  /** Fields of the set itself, those of its fragments among them. */
  readonly ownFields: number;
}

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0, ownFields: 0 };

/**
 * Refuses a text whose brackets are nested too deep, before anything descends into them.
 * @throws CodedError TOO_COMPLEX as checkDocumentSize; GraphQLError for a text that has no tokens
 */
export function checkNesting(query: string, limits: DocumentLimits): void {
  const lexer = new Lexer(new Source(query));
  let open = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (OPENING.has(token.kind)) open += 1;
    else if (CLOSING.has(token.kind)) open -= 1;
    check('nesting', limits.nesting, open);
  }
}

/**
 * Measures a parsed document and refuses what is too large.
 * @throws CodedError TOO_COMPLEX with the limit's name, its maximum and the document's value
 */
export function checkDocumentSize(document: DocumentNode, limits: DocumentLimits): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const sizes = new Map<string, Size>();

  const sizeOf = (set: SelectionSetNode | undefined): Size => {
    let { depth, fields, aliases, ownFields } = NOTHING;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        const isIntrospection = selection.name.value.startsWith('__');
        const below = sizeOf(selection.selectionSet);
        depth = Math.max(depth, isIntrospection ? 1 : below.depth + 1);
        fields += below.fields + 1;
        ownFields += 1;
        aliases += below.aliases + (selection.alias === undefined ? 0 : 1);
      } else {
        const inside =
          selection.kind === Kind.INLINE_FRAGMENT ? sizeOf(selection.selectionSet) : fragmentSize(selection.name.value);
        depth = Math.max(depth, inside.depth);
        fields += inside.fields;
        ownFields += inside.ownFields;
        aliases += inside.aliases;
      }
    }
    return { depth, fields, aliases, ownFields };
  };

  // A fragment counts as nothing inside itself: validation refuses such cycles afterwards.
  const fragmentSize = (name: string): Size => {
    const known = sizes.get(name);
    if (known !== undefined) return known;
    sizes.set(name, NOTHING);
    const size = sizeOf(fragments.get(name)?.selectionSet);
    sizes.set(name, size);
    return size;
  };

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const size = sizeOf(definition.selectionSet);
    check('depth', limits.depth, size.depth);
    check('fields', limits.fields, size.fields);
    check('aliases', limits.aliases, size.aliases);
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      check('rootFields', limits.rootFields, size.ownFields);
    }
  }
}

/** Refuses a value over its limit, naming both. */
export function check(limit: keyof DocumentLimits, maximum: number, value: number): void {
  if (value <= maximum) return;
  throw new CodedError('TOO_COMPLEX', `The query's ${limit} are ${value}; at most ${maximum} are allowed.`, {
    field: 'query',
    remedy: 'Ask for less, or in several requests.',
    details: { limit, maximum, value },
  });
}
