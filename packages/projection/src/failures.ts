import { ApplicationFailure } from '@temporalio/activity';

export type ProjectionFailure =
  | 'BATCH_CORRUPT'
  | 'BATCH_OUT_OF_SEQUENCE'
  | 'GENERATION_RETIRED'
  | 'GENERATION_UNKNOWN'
  | 'OBJECT_MISSING';

/** A failure that trying again can't mend. Its message carries ids only, as all that passes through Temporal. */
export function refuse(type: ProjectionFailure, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}
