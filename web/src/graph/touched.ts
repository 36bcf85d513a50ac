import type { DocumentNode } from 'graphql';
import { operationSubgraphs } from '../generated/operation-subgraphs.ts';
import type { Changed } from './freshness.ts';

/** Whether a query may answer otherwise now that the data of these subgraphs changed. */
export function isTouched(
  query: DocumentNode,
  changed: Changed,
  owners: Readonly<Record<string, readonly string[]>> = operationSubgraphs,
): boolean {
  const operation = query.definitions.find((each) => each.kind === 'OperationDefinition');
  const subgraphs = owners[operation?.name?.value ?? ''];
  return changed === null || subgraphs === undefined || subgraphs.some((each) => changed.has(each));
}
