import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { forRequest } from '@trellis/observability/request-scope.ts';
import { tracedFor } from '@trellis/observability/tracing.ts';
import { type Relay, startRelayLoop } from '@trellis/temporal/relay-loop.ts';
import { failureWords } from '../domain/failure-words.ts';
import { changeRun } from '../store/import-runs.ts';
import { activeRuns, markDelivered, type OutboxRow, pendingOutbox, type RunRef } from '../store/outbox.ts';

interface RelayParts {
  readonly pool: Pool;
  readonly temporal: Client;
  readonly logger: Logger;
  /** How often runs are compared with what Temporal knows, and how long a run is left alone before. */
  readonly sweepMs: number;
}

const ROWS_AT_ONCE = 50;

/**
 * Delivers the outbox to Temporal: starting is idempotent by workflow id, so a row that is delivered twice does nothing
 * the second time. A sweep starts again what Temporal has lost.
 */
export function startOutboxRelay(parts: RelayParts): Relay {
  const { sweepMs, logger } = parts;
  return startRelayLoop({
    deliver: () => deliverAll(parts),
    sweep: () => sweep(parts),
    sweepMs,
    logger,
    name: 'imports',
  });
}

async function deliverAll(parts: RelayParts): Promise<void> {
  for (const row of await pendingOutbox(parts.pool, ROWS_AT_ONCE)) {
    await deliver(parts, row);
    await markDelivered(parts.pool, row.outboxId);
  }
}

function workflowId(run: RunRef): string {
  return `import-${run.importId}-${run.attempt}`;
}

async function deliver(parts: RelayParts, row: OutboxRow): Promise<void> {
  if (row.kind === 'start-import') return startWorkflow(parts, row);
  try {
    await parts.temporal.workflow.getHandle(workflowId(row)).cancel();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await endRun(parts, row, { state: 'CANCELLED', error: { code: 'CANCELLED', ...failureWords('CANCELLED') } });
  }
}

async function startWorkflow({ temporal }: RelayParts, run: RunRef): Promise<void> {
  const { workspaceId, repositoryId, importId } = run;
  const options = {
    workflowId: workflowId(run),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    taskQueue: 'sync',
    args: [{ workspaceId, repositoryId, importId }],
  } as const;
  try {
    // The workflow and its activities go on for the request that asked for the import.
    await forRequest(run.requestId, () =>
      tracedFor('relay import', run, {}, () => temporal.workflow.start('importRepository', options)),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Rows hold the truth: a run that Temporal doesn't know is started again, one that ended without a word has failed. */
async function sweep(parts: RelayParts): Promise<void> {
  for (const run of await activeRuns(parts.pool, parts.sweepMs / 1_000)) {
    try {
      const { status } = await parts.temporal.workflow.getHandle(workflowId(run)).describe();
      if (status.name === 'RUNNING') continue;
      const { remedy } = failureWords('IMPORT_FAILED');
      const error = { code: 'IMPORT_FAILED', message: 'The import ended unexpectedly.', remedy };
      await endRun(parts, run, { state: 'FAILED', error });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      await startWorkflow(parts, run);
    }
  }
}

async function endRun(parts: RelayParts, run: RunRef, change: Parameters<typeof changeRun>[2]): Promise<void> {
  await inWorkspace(parts.pool, run.workspaceId, (db) =>
    changeRun(db, run.importId, { ...change, finishedAt: new Date() }),
  );
}
