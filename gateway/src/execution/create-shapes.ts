import { type FragmentDefinitionNode, type GraphQLSchema, Kind, visit } from 'graphql';
import type { ParsedOperation } from '../stages/parse.ts';
import { asksOfSchema, compileShape } from './shape-data.ts';

/** Shapes of one operation that are kept: it has seldom more than one variable in @skip and @include. */
const KEPT_SHAPES = 16;

/**
 * Makes an operation's shapes: for each combination of the variables in its @skip and @include one, made when it is first
 * asked for. Undefined: it asks about the schema, which has to be answered in another way.
 */
export function createShapes(
  schema: GraphQLSchema,
  { operation, document }: ParsedOperation,
): ((isTrue: (variable: string) => boolean) => (data: unknown) => unknown) | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const conditions = new Set<string>();
  visit(document, {
    FragmentDefinition: (node) => void fragments.set(node.name.value, node),
    Directive(node) {
      const value = node.arguments?.find((argument) => argument.name.value === 'if')?.value;
      if (value?.kind === Kind.VARIABLE) conditions.add(value.name.value);
    },
  });
  const root = schema.getRootType(operation.operation);
  if (!root || asksOfSchema(operation.selectionSet, fragments)) return undefined;

  const known = new Map<string, (data: unknown) => unknown>();
  return (isTrue) => {
    const key = [...conditions].map((name) => (isTrue(name) ? '1' : '0')).join('');
    const made = known.get(key);
    if (made !== undefined) return made;
    const shape = compileShape({ schema, fragments, isTrue }, root, operation.selectionSet);
    if (known.size < KEPT_SHAPES) known.set(key, shape);
    return shape;
  };
}
