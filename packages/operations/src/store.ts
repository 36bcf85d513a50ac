import { randomUUID } from 'node:crypto';
import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { Operation, OperationFailure, OperationKind } from './operation.ts';

/** What a mutation asks for. */
export interface OperationRequest {
  readonly workspaceId: string;
  readonly kind: OperationKind;
  /** Ids only: names never reach Temporal, nor a table that isn't theirs. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly requestedBy: string;
  readonly requestedRole: Operation['requestedRole'];
  readonly requestId: string | null;
}

const COLUMNS = `operation_id as id, kind, input, requested_by as "requestedBy", requested_role as "requestedRole",
  request_id as "requestId", attempt, state, step, done, total, error_code, error_message, error_remedy,
  created_at as "startedAt", finished_at as "finishedAt"`;

type Row = Omit<Operation, 'error'> & {
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly error_remedy: string | null;
};

/**
 * Asks for an operation in the transaction of the mutation: with it commits what is owed to Temporal. Poke the relay after
 * the commit.
 */
export async function requestOperation(db: WorkspaceClient, request: OperationRequest): Promise<Operation> {
  const { workspaceId, kind, input, requestedBy, requestedRole, requestId } = request;
  const { rows } = await db.query<Row>(
    `insert into record.operation (workspace_id, operation_id, kind, input, requested_by, requested_role, request_id)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
    [workspaceId, randomUUID(), kind, JSON.stringify(input), requestedBy, requestedRole, requestId],
  );
  return toOperation(rows[0] as Row);
}

/** Asks again for an operation that failed; undefined where there is none that failed under this id. */
export async function retryOperation(db: WorkspaceClient, id: string): Promise<Operation | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await db.query<Row>(
    `update record.operation set attempt = attempt + 1, state = 'QUEUED', step = null, done = 0, total = null,
       error_code = null, error_message = null, error_remedy = null, delivered_at = null, finished_at = null
     where operation_id = $1 and state = 'FAILED' returning ${COLUMNS}`,
    [id],
  );
  return rows[0] && toOperation(rows[0]);
}

/** One operation of the workspace. */
export async function findOperation(db: WorkspaceClient, id: string): Promise<Operation | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await db.query<Row>(`select ${COLUMNS} from record.operation where operation_id = $1`, [id]);
  return rows[0] && toOperation(rows[0]);
}

/** Operations of the workspace, newest first: those that are under way, and those that ended lately. */
export async function listOperations(db: WorkspaceClient, atMost: number): Promise<Operation[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from record.operation order by created_at desc, operation_id limit $1`,
    [atMost],
  );
  return rows.map(toOperation);
}

/** What changes while an operation goes on. An operation that has ended stays as it ended. */
export interface OperationChange {
  readonly state: Operation['state'];
  readonly step?: string;
  readonly done?: number;
  readonly total?: number | null;
  readonly error?: OperationFailure;
  readonly finishedAt?: Date;
}

/** @returns the operation as it stands now; undefined where there is none under this id */
export async function changeOperation(
  db: WorkspaceClient,
  id: string,
  change: OperationChange,
): Promise<Operation | undefined> {
  const { state, step, done, total, error, finishedAt } = change;
  await db.query(
    `update record.operation set state = $2, step = coalesce($3, step), done = coalesce($4, done),
       total = coalesce($5, total), error_code = $6, error_message = $7, error_remedy = $8, finished_at = $9
     where operation_id = $1 and state in ('QUEUED', 'RUNNING')`,
    [
      id,
      state,
      step ?? null,
      done ?? null,
      total ?? null,
      error?.code ?? null,
      error?.message ?? null,
      error?.remedy ?? null,
      finishedAt ?? null,
    ],
  );
  return findOperation(db, id);
}

function toOperation({ error_code: code, error_message: message, error_remedy: remedy, ...row }: Row): Operation {
  return { ...row, error: code === null ? null : { code, message: message ?? '', remedy: remedy ?? '' } };
}
