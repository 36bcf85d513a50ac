import { CodedError } from '@trellis/service-kit/errors.ts';
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/**
 * How large a document may be. Checked before validation, whose cost grows with the square of some of these numbers; a
 * page's query stays below a third of each.
 */
export interface DocumentLimits {
  readonly characters: number;
  readonly tokens: number;
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
  depth: 15,
  fields: 600,
  aliases: 60,
  rootFields: 20,
};

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
}

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0 };

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
    let { depth, fields, aliases } = NOTHING;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        const isIntrospection = selection.name.value.startsWith('__');
        const below = sizeOf(selection.selectionSet);
        depth = Math.max(depth, isIntrospection ? 1 : below.depth + 1);
        fields += below.fields + 1;
        aliases += below.aliases + (selection.alias === undefined ? 0 : 1);
      } else {
        const inside =
          selection.kind === Kind.INLINE_FRAGMENT ? sizeOf(selection.selectionSet) : fragmentSize(selection.name.value);
        depth = Math.max(depth, inside.depth);
        fields += inside.fields;
        aliases += inside.aliases;
      }
    }
    return { depth, fields, aliases };
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
      check('rootFields', limits.rootFields, rootFields(definition.selectionSet, fragments, new Set()));
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

function rootFields(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  within: ReadonlySet<string>,
): number {
  let count = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) count += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT) count += rootFields(selection.selectionSet, fragments, within);
    else {
      const name = selection.name.value;
      const fragment = fragments.get(name);
      if (fragment === undefined || within.has(name)) continue;
      count += rootFields(fragment.selectionSet, fragments, new Set([...within, name]));
    }
  }
  return count;
}
