import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.ts';
import { graphql } from './generated/gql.ts';
import type { OperationStateFragment } from './generated/graphql.ts';
import type { Session } from './session.ts';
import { count } from './terminal/text.ts';

graphql(`
  fragment OperationState on Operation {
    __typename
    id
    kind
    state
    step
    done
    total
    startedAt
    finishedAt
    error { code message remedy }
  }
`);

const IdentityOperation = graphql(`
  query FollowIdentityOperation($id: ID!) {
    operation: identityOperation(id: $id) { ...OperationState }
  }
`);

const MaintenanceOperation = graphql(`
  query FollowMaintenanceOperation($id: ID!) {
    operation: maintenanceOperation(id: $id) { ...OperationState }
  }
`);

const EVERY_MS = 250;

/**
 * Waits until an operation has ended, with its progress on stderr. It goes on without us.
 * @throws Failure with the operation's own code where it failed
 */
export async function followOperation(
  session: Session,
  started: OperationStateFragment,
): Promise<OperationStateFragment> {
  const { progress } = session.terminal;
  const isIdentity = started.__typename === 'IdentityOperation';
  session.whenInterrupted('It goes on as long as Trellis runs.');
  try {
    for (let operation = started; ; ) {
      if (operation.state === 'SUCCEEDED') return operation;
      if (operation.state === 'FAILED') throw failureOf(operation);
      progress.update(stepText(operation));
      await sleep(EVERY_MS);
      const { id } = operation;
      const answer = isIdentity
        ? await session.ask(IdentityOperation, { id })
        : await session.ask(MaintenanceOperation, { id });
      if (!answer.operation) throw new Failure('NOT_FOUND', 'The operation is gone.');
      operation = answer.operation;
    }
  } finally {
    progress.done();
    session.whenInterrupted(undefined);
  }
}

/** The operation as `--json` shows it. */
export function operationJson({ __typename, ...operation }: OperationStateFragment) {
  return operation;
}

function stepText({ state, step, done, total }: OperationStateFragment): string {
  if (state === 'QUEUED' || step === null) return 'waiting for a worker';
  const what = step.replaceAll('-', ' ');
  return total === null ? what : `${what}, ${count(done)} of ${count(total)}`;
}

function failureOf({ error }: OperationStateFragment): Failure {
  const { code, message, remedy } = error ?? { code: 'OPERATION_FAILED', message: 'It failed.', remedy: undefined };
  return new Failure(code, message, { remedy });
}
