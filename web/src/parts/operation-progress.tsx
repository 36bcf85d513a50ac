import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../generated/gql.ts';
import type { OperationFieldsFragment } from '../generated/graphql.ts';
import { freshen } from '../graph/freshness.ts';
import { onProgress, useLive } from '../graph/live.ts';
import { useAct } from '../graph/use-act.ts';
import { formatCount } from '../time/format.ts';
import { Fault } from './fault.tsx';
import form from './form.module.css';
import styles from './import-run.module.css';
import { Words } from './words.tsx';

export const operationFields = graphql(`
  fragment OperationFields on Operation {
    __typename
    id
    kind
    state
    step
    done
    total
    startedAt
    finishedAt
    error {
      code
      message
      remedy
    }
  }
`);

const identityQuery = graphql(`
  query IdentityOperationProgress($id: ID!) {
    operation: identityOperation(id: $id) {
      ...OperationFields
    }
  }
`);

const maintenanceQuery = graphql(`
  query MaintenanceOperationProgress($id: ID!) {
    operation: maintenanceOperation(id: $id) {
      ...OperationFields
    }
  }
`);

const retryIdentity = graphql(`
  mutation RetryIdentityOperation($id: ID!) {
    operation: retryIdentityOperation(id: $id) {
      ...OperationFields
    }
  }
`);

const retryMaintenance = graphql(`
  mutation RetryMaintenanceOperation($id: ID!) {
    operation: retryMaintenanceOperation(id: $id) {
      ...OperationFields
    }
  }
`);

const titles: Readonly<Record<string, string>> = {
  APPLY_IDENTITY_DECISION: 'Bringing the decision everywhere',
  ERASE_PERSON: 'Erasing the person',
  REMOVE_REPOSITORY: 'Removing the repository',
  REBUILD_PROJECTION: 'Projecting anew',
};

/** What an operation is doing: how far it is, how it ended, and the way to try again. It goes on without the page. */
export function OperationProgress({ operation: first }: { readonly operation: OperationFieldsFragment }) {
  const { operation, retried } = useOperation(first);
  const isIdentity = operation.__typename === 'IdentityOperation';
  const acts = { identity: useAct(retryIdentity), maintenance: useAct(retryMaintenance) };
  const retry = isIdentity ? acts.identity : acts.maintenance;
  const title = titles[operation.kind] ?? 'Working';
  const isGoing = operation.state === 'QUEUED' || operation.state === 'RUNNING';
  const fraction = operation.total == null || operation.total === 0 ? undefined : operation.done / operation.total;
  return (
    <div className={styles.framed}>
      <div className={styles.line}>
        <strong>{title}</strong>
        <span className={styles.state} data-state={operation.state}>
          {stateWords[operation.state]}
        </span>
        {operation.state === 'FAILED' && (
          <button
            type="button"
            className={form.button}
            disabled={retry.isBusy}
            onClick={async () => {
              const given = await retry.run({ id: operation.id });
              if (given !== undefined) retried(given.operation);
            }}
          >
            Try again
          </button>
        )}
      </div>
      {isGoing && (
        <>
          <progress className={styles.bar} aria-label={title} max={1} value={fraction} />
          <p className={styles.detail} aria-live="polite">
            {detail(operation)}
          </p>
        </>
      )}
      {operation.error && (
        <p className={styles.error} role="alert">
          <Words text={`${operation.error.message} ${operation.error.remedy}`} /> <code>{operation.error.code}</code>
        </p>
      )}
      <Fault problem={retry.problem} />
    </div>
  );
}

const stateWords = { QUEUED: 'waiting', RUNNING: 'under way', SUCCEEDED: 'done', FAILED: 'failed' } as const;

function detail({ step, done, total }: OperationFieldsFragment): string {
  const what = step === null || step === undefined ? 'waiting for its turn' : step.replaceAll('-', ' ');
  return total == null ? what : `${what} · ${formatCount(done)} of ${formatCount(total)}`;
}

/** The operation as it stands now: by the server's events, or every second where none arrive. */
function useOperation(first: OperationFieldsFragment) {
  const client = useClient();
  const isLive = useLive();
  const [operation, setOperation] = useState(first);
  const { id } = operation;
  const isGoing = operation.state === 'QUEUED' || operation.state === 'RUNNING';
  const query = operation.__typename === 'IdentityOperation' ? identityQuery : maintenanceQuery;
  useEffect(() => {
    if (!isGoing) return;
    const ask = async () => {
      const { data } = await client.query(query, { id }, { requestPolicy: 'network-only' }).toPromise();
      if (!data?.operation) return;
      setOperation(data.operation);
      if (data.operation.state === 'SUCCEEDED' || data.operation.state === 'FAILED') freshen();
    };
    const off = onProgress('operation', (operationId) => {
      if (operationId === id) void ask();
    });
    const timer = setInterval(ask, isLive ? 5_000 : 1_000);
    return () => {
      off();
      clearInterval(timer);
    };
  }, [client, query, id, isGoing, isLive]);
  return { operation, retried: setOperation };
}
