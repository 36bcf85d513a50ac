import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import type { CostRules, ListSize } from './cost-rules.ts';
import type { ParsedOperation } from './stages/parse.ts';
import { withDefaults } from './variable-values.ts';

/** Items assumed for a list of which neither the contract nor the query says a size. */
const ASSUMED_ITEMS = 10;
/** A mutation does more than read. */
const MUTATION_POINTS = 10;

/**
 * Makes the function that knows what an operation may cost before it runs, in points; at least 1. As the specification of
 * `@cost` and `@listSize` (IBM's GraphQL cost directives, v0.1 of Apollo's) has it: an object is one point or its field's
 * weight, a leaf none; a list multiplies what one item costs with its size, which is a slicing argument's value or default,
 * else the size assumed. A mutation costs ten points where the contract gives it no weight.
 */
export function createOperationCost(schema: GraphQLSchema, rules: CostRules): (parsed: ParsedOperation) => number {
  return ({ operation, document, variables }) => {
    const root = schema.getRootType(operation.operation);
    if (root === undefined || root === null) return 1;
    const isMutation = operation.operation === OperationTypeNode.MUTATION;
    const values = withDefaults(operation, variables);
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }

    const costOfSet = (set: SelectionSetNode, type: GraphQLCompositeType, sized: SizedFields): number => {
      let cost = 0;
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) cost += costOfField(selection, type, sized);
        else {
          const inside = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
          if (inside === undefined) continue;
          cost += costOfSet(inside.selectionSet, narrowed(schema, type, inside.typeCondition?.name.value), sized);
        }
      }
      return cost;
    };

    const costOfField = (node: FieldNode, parent: GraphQLCompositeType, sized: SizedFields): number => {
      const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
      if (field === undefined) return 0;
      const rule = rules.get(`${parent.name}.${field.name}`);
      const type = getNamedType(field.type);
      const own = rule?.weight ?? (isMutation && parent === root ? MUTATION_POINTS + 1 : isCompositeType(type) ? 1 : 0);
      const said = rule?.listSize === undefined ? undefined : sizeSaid(rule.listSize, field, node, values);
      const inside = rule?.listSize === undefined || said === undefined ? {} : sizesOf(rule.listSize, said);
      const below =
        node.selectionSet === undefined || !isCompositeType(type) ? 0 : costOfSet(node.selectionSet, type, inside);
      return (own + below) * (isList(field.type) ? (sized[field.name] ?? said ?? ASSUMED_ITEMS) : 1);
    };

    return Math.max(1, costOfSet(operation.selectionSet, root, {}));
  };
}

/** Sizes that a field says of the lists in its object, by their names. */
type SizedFields = Readonly<Record<string, number>>;

function sizesOf({ sizedFields }: ListSize, size: number): SizedFields {
  return Object.fromEntries(sizedFields.map((name) => [name, size]));
}

/** The size that the query says: its arguments' values, else their defaults; undefined: neither it nor the contract does. */
function sizeSaid(
  { slicingArguments, assumed }: ListSize,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  values: Readonly<Record<string, unknown>>,
): number | undefined {
  const sizes = slicingArguments.flatMap((name) => {
    const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
    const value = given === undefined ? undefined : valueFromASTUntyped(given, values);
    const size = value ?? field.args.find((argument) => argument.name === name)?.defaultValue;
    return typeof size === 'number' && Number.isFinite(size) ? [Math.max(0, size)] : [];
  });
  return sizes.length === 0 ? assumed : Math.max(...sizes);
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
  return isCompositeType(found) ? found : type;
}
