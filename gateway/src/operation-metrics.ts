import { boundedNames, type OperationOutcome, operationFinished } from '@trellis/observability/metrics.ts';
import { OPERATION_NAMES } from './generated/operation-names.ts';
import type { HttpAnswer } from './stages/respond.ts';

const nameOf = boundedNames(OPERATION_NAMES);

/** Counts an answered operation under its name, if that is one of our clients'. @param costPoints undefined: refused before it was known */
export function countOperation(
  operationName: string | undefined,
  answer: HttpAnswer,
  durationMs: number,
  costPoints: number | undefined,
): void {
  operationFinished({ name: nameOf(operationName), outcome: outcomeOf(answer), durationMs, cost: costPoints });
}

/** An executed operation is 200; with errors in parts of it, they come first in the body. */
export function outcomeOf({ status, body }: HttpAnswer): OperationOutcome {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return body.startsWith('{"errors"') ? 'partial' : 'ok';
}
