import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Data } from './merge-data.ts';

/** Makes an answer's value out of what subgraphs gave; `GONE`: it may not be null, and is. */
type Complete = (value: unknown) => unknown;

const GONE = Symbol('gone');

/** What is the same wherever a selection stands. */
interface Compilation {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly isTrue: (variable: string) => boolean;
}

/**
 * Makes the function that brings an operation's data into the form that was asked for: fields in their order and nothing
 * else, and null for a parent whose part may not be null, up to one that may. It is made once for an operation and the
 * values of the variables in its @skip and @include.
 * @param root type of the operation's root
 */
export function compileShape(compilation: Compilation, root: GraphQLObjectType, set: SelectionSetNode): Complete {
  const complete = completeObject(compilation, root, [set]);
  return (data) => {
    const shaped = complete(data);
    return shaped === GONE ? null : shaped;
  };
}

function completeObject(
  compilation: Compilation,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Complete {
  const fields = fieldsOf(compilation, type, sets);
  return (value) => {
    const source = value as Data;
    const shaped: Data = {};
    for (const { key, complete } of fields) {
      const part = complete(source[key]);
      if (part === GONE) return GONE;
      shaped[key] = part;
    }
    return shaped;
  };
}

function fieldsOf(compilation: Compilation, type: GraphQLObjectType, sets: readonly SelectionSetNode[]) {
  const collected = new Map<string, FieldNode[]>();
  for (const set of sets) collect(compilation, type, set, collected);
  return [...collected].map(([key, nodes]) => {
    const name = nodes[0]?.name.value as string;
    if (name === '__typename') return { key, complete: () => type.name };
    const field = type.getFields()[name];
    if (field === undefined) throw new Error(`${type.name} has no field ${name}.`);
    const inside = nodes.flatMap((node) => (node.selectionSet === undefined ? [] : [node.selectionSet]));
    return { key, complete: completeType(compilation, field.type, inside) };
  });
}

/** The fields that an object of a type has, by the keys of the answer, in their order. */
function collect(
  compilation: Compilation,
  type: GraphQLObjectType,
  set: SelectionSetNode,
  into: Map<string, FieldNode[]>,
): void {
  for (const selection of set.selections) {
    if (isLeftOut(selection.directives ?? [], compilation)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = into.get(key);
      if (nodes === undefined) into.set(key, [selection]);
      else nodes.push(selection);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : compilation.fragments.get(selection.name.value);
    if (fragment === undefined || !applies(compilation.schema, type, fragment.typeCondition?.name.value)) continue;
    collect(compilation, type, fragment.selectionSet, into);
  }
}

function completeType(compilation: Compilation, type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Complete {
  if (isNonNullType(type)) {
    const inside = completeType(compilation, type.ofType, sets);
    return (value) => inside(value) ?? GONE;
  }
  if (isListType(type)) {
    const inside = completeType(compilation, type.ofType, sets);
    return (value) => {
      if (!Array.isArray(value)) return null;
      const items: unknown[] = [];
      for (const item of value) {
        const shaped = inside(item);
        if (shaped === GONE) return null;
        items.push(shaped);
      }
      return items;
    };
  }
  if (isLeafType(type)) return (value) => value ?? null;
  const ofObject = isObjectType(type)
    ? always(completeObject(compilation, type, sets))
    : byTypename(compilation, type.name, sets);
  return (value) => {
    if (value === null || value === undefined) return null;
    const shaped = ofObject(value as Data)?.(value);
    return shaped === GONE || shaped === undefined ? null : shaped;
  };
}

function always(complete: Complete): () => Complete {
  return () => complete;
}

/** An interface's or union's value says itself what it is. */
function byTypename(compilation: Compilation, abstract: string, sets: readonly SelectionSetNode[]) {
  const known = new Map<string, Complete>();
  return (value: Data): Complete | undefined => {
    const name = String(value.__typename);
    const made = known.get(name);
    if (made !== undefined) return made;
    const type = compilation.schema.getType(name);
    if (!isObjectType(type) || !applies(compilation.schema, type, abstract)) return undefined;
    const complete = completeObject(compilation, type, sets);
    known.set(name, complete);
    return complete;
  };
}

function applies(schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && schema.isSubType(wanted, type);
}

function isLeftOut(directives: readonly DirectiveNode[], { isTrue }: Compilation): boolean {
  return directives.some((directive) => {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') return false;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const holds =
      value?.kind === Kind.VARIABLE ? isTrue(value.name.value) : value?.kind === Kind.BOOLEAN && value.value;
    return name === 'skip' ? holds : !holds;
  });
}

/** Whether the schema itself is asked about, which no subgraph answers. */
export function asksOfSchema(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__schema' || selection.name.value === '__type';
    if (selection.kind === Kind.INLINE_FRAGMENT) return asksOfSchema(selection.selectionSet, fragments);
    const fragment = fragments.get(selection.name.value);
    return fragment !== undefined && asksOfSchema(fragment.selectionSet, fragments);
  });
}
