import { CriticalityLevel, diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';

/** A break that was decided: until it is released, the comparison lets it pass. */
export interface AllowedBreak {
  /** Inspector's path, e.g. `Developer.initials`. */
  readonly path: string;
  /** Inspector's kind of change, e.g. FIELD_REMOVED. */
  readonly change: string;
  /** When it was decided, YYYY-MM-DD. */
  readonly date: string;
  readonly reason: string;
}

/** What the comparison of two schemas found. */
export interface SchemaBreaks {
  /** Changes that break a client of the released schema and are not allowed. */
  readonly breaks: readonly { readonly path: string; readonly change: string; readonly message: string }[];
  /** Entries of the list that no longer stand for a change: to be taken out. */
  readonly unused: readonly AllowedBreak[];
}

/**
 * Compares the schema with the released one.
 * @throws Error for an exception without a date or a reason
 */
export async function findBreaks(
  released: GraphQLSchema,
  current: GraphQLSchema,
  allowed: readonly AllowedBreak[],
): Promise<SchemaBreaks> {
  for (const entry of allowed) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(entry.date ?? '') || (entry.reason ?? '').trim() === '') {
      throw new Error(`The allowed break of ${entry.path} needs a date (YYYY-MM-DD) and a reason.`);
    }
  }
  const changes = await diff(released, current);
  const breaking = changes
    .filter((change) => change.criticality.level === CriticalityLevel.Breaking)
    .map((change) => ({ path: change.path ?? '', change: String(change.type), message: change.message }));
  const isSame = (entry: AllowedBreak, found: { path: string; change: string }) =>
    entry.path === found.path && entry.change === found.change;
  return {
    breaks: breaking.filter((found) => !allowed.some((entry) => isSame(entry, found))),
    unused: allowed.filter((entry) => !breaking.some((found) => isSame(entry, found))),
  };
}
