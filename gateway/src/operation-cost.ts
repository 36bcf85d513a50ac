import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { ParsedOperation } from './stages/parse.ts';

/** Items assumed for a list whose size the query doesn't say. */
const ASSUMED_ITEMS = 10;
/** A mutation does more than read. */
const MUTATION_POINTS = 10;

/**
 * The most objects an operation is assumed to return, in points; at least 1. A field with `first` (given, or the schema's
 * default) returns so many items, through its `edges` where it is a connection; any other list ten.
 */
export function operationCost(schema: GraphQLSchema, parsed: ParsedOperation): number {
  const { operation, document, variables } = parsed;
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) return 1;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }

  const costOfSet = (set: SelectionSetNode, type: GraphQLCompositeType, items: number): number => {
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) cost += costOfField(selection, type, items);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        cost += costOfSet(selection.selectionSet, narrowed(schema, type, selection.typeCondition?.name.value), items);
      } else {
        const fragment = fragments.get(selection.name.value);
        if (fragment === undefined) continue;
        cost += costOfSet(fragment.selectionSet, narrowed(schema, type, fragment.typeCondition.name.value), items);
      }
    }
    return cost;
  };

  const costOfField = (node: FieldNode, parent: GraphQLCompositeType, items: number): number => {
    const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
    if (field === undefined || node.selectionSet === undefined) return 0;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return 0;
    const first = field.args.find((argument) => argument.name === 'first');
    const size =
      first === undefined ? undefined : (givenSize(node, variables) ?? Number(first.defaultValue ?? ASSUMED_ITEMS));
    const below = costOfSet(node.selectionSet, type, size ?? ASSUMED_ITEMS);
    const times = isList(field.type) ? (size ?? (node.name.value === 'edges' ? items : ASSUMED_ITEMS)) : 1;
    return times * (1 + below);
  };

  const cost = costOfSet(operation.selectionSet, root, ASSUMED_ITEMS);
  const mutations = operation.operation === OperationTypeNode.MUTATION ? operation.selectionSet.selections.length : 0;
  return Math.max(1, cost + mutations * MUTATION_POINTS);
}

function givenSize(node: FieldNode, variables: Readonly<Record<string, unknown>>): number | undefined {
  const value = node.arguments?.find((argument) => argument.name.value === 'first')?.value;
  const size =
    value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.INT ? value.value : undefined;
  const number = Number(size ?? Number.NaN);
  return Number.isFinite(number) ? Math.max(0, number) : undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function narrowed(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  condition: string | undefined,
): GraphQLCompositeType {
  const found = condition === undefined ? undefined : schema.getType(condition);
  return isObjectType(found) || isCompositeType(found) ? found : type;
}
