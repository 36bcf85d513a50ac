import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Subgraph } from '@trellis/config/config.ts';
import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { forRequest } from '@trellis/observability/request-scope.ts';
import { tracedFor } from '@trellis/observability/tracing.ts';
import { watchOutbox } from '@trellis/observability/watched.ts';
import { type Relay, startRelayLoop } from '@trellis/temporal/relay-loop.ts';
import type { OperationRef } from './operation.ts';
import { changeOperation } from './store.ts';

/** What the workflow of every operation is started with. */
export interface OperationStart extends OperationRef {
  /** The subgraph that holds the operation's row. */
  readonly subgraph: Subgraph;
}

interface RelayParts {
  readonly pool: Pool;
  readonly temporal: Client;
  readonly logger: Logger;
  readonly subgraph: Subgraph;
  /** How often rows are compared with what Temporal knows, and how long they are left alone before. */
  readonly sweepMs: number;
}

/** A row as the relay sees it, across workspaces: ids only. */
interface Owed extends OperationRef {
  readonly kind: string;
  readonly attempt: number;
  readonly requestId: string | null;
}

const ROWS_AT_ONCE = 50;
const COLUMNS =
  'workspace_id as "workspaceId", operation_id as "operationId", kind, attempt, request_id as "requestId"';

/**
 * Starts the workflows of the operations that a subgraph's rows owe. Starting is idempotent by workflow id, so a row that is
 * delivered twice does nothing the second time; a sweep starts again what Temporal has lost.
 */
export function startOperationRelay(parts: RelayParts): Relay {
  const { subgraph, sweepMs, logger } = parts;
  const relay = startRelayLoop({
    deliver: () => deliverOwed(parts),
    sweep: () => sweep(parts, sweepMs),
    sweepMs,
    logger,
    name: `operations of ${subgraph}`,
  });
  const stopWatching = watchOutbox(subgraph, () => outboxAgeSeconds(parts.pool));
  return {
    poke: () => relay.poke(),
    async stop() {
      stopWatching();
      await relay.stop();
    },
  };
}

/** The age of the oldest row that is not delivered, of whatever kind; 0: all are. */
async function outboxAgeSeconds(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ age: number }>('select record.outbox_age_seconds() as age');
  return rows[0]?.age ?? 0;
}

async function deliverOwed(parts: RelayParts): Promise<void> {
  const { rows } = await parts.pool.query<Owed>(`select ${COLUMNS} from record.operations_owed($1)`, [ROWS_AT_ONCE]);
  for (const row of rows) {
    await startWorkflow(parts, row);
    const delivered = [row.workspaceId, row.operationId, row.attempt];
    await parts.pool.query('select record.operation_delivered($1, $2, $3)', delivered);
  }
}

async function startWorkflow({ temporal, subgraph }: RelayParts, row: Owed): Promise<void> {
  const start: OperationStart = { workspaceId: row.workspaceId, operationId: row.operationId, subgraph };
  const options = {
    workflowId: workflowIdOf(row),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    taskQueue: 'operations',
    args: [start],
  } as const;
  try {
    // The workflow and its activities go on for the request that asked for the operation.
    await forRequest(row.requestId, () =>
      tracedFor('relay operation', row, {}, () => temporal.workflow.start(row.kind, options)),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Rows hold the truth: what Temporal doesn't know is started again, what ended there without a word has failed. */
async function sweep(parts: RelayParts, olderThanMs: number): Promise<void> {
  const active = await parts.pool.query<Owed>(
    `select ${COLUMNS} from record.operations_active(make_interval(secs => $1))`,
    [olderThanMs / 1_000],
  );
  for (const row of active.rows) {
    try {
      const { status } = await parts.temporal.workflow.getHandle(workflowIdOf(row)).describe();
      if (status.name !== 'RUNNING') await failUnexpectedly(parts, row);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      await startWorkflow(parts, row);
    }
  }
}

async function failUnexpectedly({ pool }: RelayParts, { workspaceId, operationId }: Owed): Promise<void> {
  const error = {
    code: 'OPERATION_FAILED',
    message: 'The operation ended unexpectedly.',
    remedy: 'Try again; if it fails again, the worker log of this time holds the details.',
  };
  await inWorkspace(pool, workspaceId, (db) =>
    changeOperation(db, operationId, { state: 'FAILED', error, finishedAt: new Date() }),
  );
}

function workflowIdOf({ operationId, attempt }: Owed): string {
  return `operation-${operationId}-${attempt}`;
}
