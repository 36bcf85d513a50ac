import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import { type Data, mergeData } from './merge-data.ts';

/** What a subgraph is told of entities, each once, and which of the entities each stands for. */
export interface Representations {
  readonly values: readonly Data[];
  /** For each representation the places of its entities in the list that was given. */
  readonly places: readonly (readonly number[])[];
}

/** Makes the representations of entities; those that lack a required part are left out. */
export function representationsOf(
  entities: readonly Data[],
  requires: readonly QueryPlanSelectionNode[],
  schema: GraphQLSchema,
): Representations {
  const values: Data[] = [];
  const places: number[][] = [];
  const known = new Map<string, number>();
  for (const [place, entity] of entities.entries()) {
    const value = select(entity, requires, schema);
    if (value === undefined || value.__typename === undefined) continue;
    const text = JSON.stringify(value);
    const same = known.get(text);
    if (same !== undefined) {
      places[same]?.push(place);
      continue;
    }
    known.set(text, values.length);
    values.push(value);
    places.push([place]);
  }
  return { values, places };
}

/** The selected parts of an object; undefined: one of them is missing. */
function select(source: Data, selections: readonly QueryPlanSelectionNode[], schema: GraphQLSchema): Data | undefined {
  const selected: Data = {};
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      if (selection.typeCondition === undefined || !isOfType(source, selection.typeCondition, schema)) continue;
      const inside = select(source, selection.selections, schema);
      if (inside === undefined) return undefined;
      mergeData(selected, inside);
      continue;
    }
    const key = selection.alias ?? selection.name;
    const value = source[key];
    if (value === undefined) return undefined;
    selected[key] = selectValue(value, selection.selections, schema);
  }
  return selected;
}

function selectValue(
  value: unknown,
  selections: readonly QueryPlanSelectionNode[] | undefined,
  schema: GraphQLSchema,
): unknown {
  if (selections === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => selectValue(item, selections, schema));
  return select(value as Data, selections, schema) ?? null;
}

function isOfType(source: Data, condition: string, schema: GraphQLSchema): boolean {
  const name = source.__typename;
  if (name === condition) return true;
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  const wanted = schema.getType(condition);
  return isObjectType(type) && isAbstractType(wanted) && schema.isSubType(wanted, type);
}
