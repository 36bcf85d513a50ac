import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/** What the contract says a field costs, by `@cost` and `@listSize`. */
export interface CostRule {
  /** Points of one object that the field gives; undefined: those of its kind. */
  readonly weight: number | undefined;
  readonly listSize: ListSize | undefined;
}

/** How many items a list has, as `@listSize` says. */
export interface ListSize {
  /** Where no argument says it. */
  readonly assumed: number | undefined;
  /** Arguments that say it; of several, the largest counts. */
  readonly slicingArguments: readonly string[];
  /** The lists inside the field's object that have this size; empty: the field itself is the list. */
  readonly sizedFields: readonly string[];
}

/** Rules by `Type.field`; most fields have none. */
export type CostRules = ReadonlyMap<string, CostRule>;

/** Reads the rules out of a supergraph. */
export function readCostRules(supergraph: DocumentNode): CostRules {
  const rules = new Map<string, CostRule>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const cost = field.directives?.find((directive) => directive.name.value === 'cost');
      const listSize = field.directives?.find((directive) => directive.name.value === 'listSize');
      if (cost === undefined && listSize === undefined) continue;
      rules.set(`${definition.name.value}.${field.name.value}`, {
        weight: cost === undefined ? undefined : Number(argument(cost, 'weight')),
        listSize: listSize === undefined ? undefined : listSizeOf(listSize),
      });
    }
  }
  return rules;
}

function listSizeOf(directive: ConstDirectiveNode): ListSize {
  const assumed = argument(directive, 'assumedSize');
  return {
    assumed: typeof assumed === 'number' ? assumed : undefined,
    slicingArguments: names(argument(directive, 'slicingArguments')),
    sizedFields: names(argument(directive, 'sizedFields')),
  };
}

function argument(directive: ConstDirectiveNode, name: string): unknown {
  const value: ConstValueNode | undefined = directive.arguments?.find((given) => given.name.value === name)?.value;
  return value === undefined ? undefined : valueFromASTUntyped(value);
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
