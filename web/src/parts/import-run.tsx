import { useEffect, useState } from 'react';
import { useClient, useMutation } from 'urql';
import { graphql } from '../generated/gql.ts';
import type { ImportRunFieldsFragment } from '../generated/graphql.ts';
import { freshen } from '../graph/freshness.ts';
import { onProgress, useLive } from '../graph/live.ts';
import { problemOf } from '../graph/problem.ts';
import { paths } from '../paths.ts';
import { formatAgo, formatCount } from '../time/format.ts';
import form from './form.module.css';
import { importFraction, isRunning, phaseText } from './import-progress.ts';
import styles from './import-run.module.css';
import { Link } from './link.tsx';
import { Words } from './words.tsx';

export const importRunFields = graphql(`
  fragment ImportRunFields on ImportRun {
    id
    state
    phase
    commitsTotal
    commitsRead
    commitsProjected
    fromStart
    message
    startedAt
    finishedAt
    error {
      code
      message
      remedy
    }
  }
`);

const importRunQuery = graphql(`
  query ImportProgress($id: ID!) {
    importRun(id: $id) {
      ...ImportRunFields
    }
  }
`);

const cancelImport = graphql(`
  mutation CancelImport($id: ID!) {
    cancelImport(id: $id) {
      ...ImportRunFields
    }
  }
`);

const resumeImport = graphql(`
  mutation ResumeImport($id: ID!) {
    resumeImport(id: $id) {
      ...ImportRunFields
      repository {
        id
        latestImport {
          id
        }
      }
    }
  }
`);

interface ImportRunViewProps {
  readonly run: ImportRunFieldsFragment;
  readonly repository: { readonly id: string; readonly name: string };
  /** Inside another frame it has none of its own. */
  readonly isFramed?: boolean;
}

/** An import while it runs, or as it ended: how far, how fast, what next, and the way to stop it or go on. */
export function ImportRunView({ run, repository, isFramed = true }: ImportRunViewProps) {
  useImportProgress(run);
  const rate = useRate(run);
  const fraction = importFraction(run);
  return (
    <div className={isFramed ? styles.framed : styles.run}>
      <div className={styles.line}>
        <Link href={paths.repository(repository.id)}>{repository.name}</Link>
        <span className={styles.state} data-state={run.state}>
          {isRunning(run) ? phaseText(run) : stateText(run)}
        </span>
        <ImportActions run={run} />
      </div>
      {isRunning(run) && (
        <>
          <progress
            className={styles.bar}
            aria-label={`Import of ${repository.name}`}
            max={1}
            value={fraction ?? undefined}
          />
          <p className={styles.detail} aria-live="polite">
            {progressText(run, rate)}
          </p>
        </>
      )}
      {run.error && (
        <p className={styles.error}>
          <Words text={`${run.error.message} ${run.error.remedy}`} /> <code>{run.error.code}</code>
        </p>
      )}
    </div>
  );
}

function ImportActions({ run }: { readonly run: ImportRunFieldsFragment }) {
  const [cancelled, cancel] = useMutation(cancelImport);
  const [resumed, resume] = useMutation(resumeImport);
  const error = cancelled.error ?? resumed.error;
  const isBusy = cancelled.fetching || resumed.fetching;
  return (
    <>
      {isRunning(run) && (
        <button
          type="button"
          className={form.button}
          disabled={isBusy}
          onClick={() => cancel({ id: run.id }).then(() => freshen())}
        >
          Cancel
        </button>
      )}
      {(run.state === 'CANCELLED' || run.state === 'FAILED') && (
        <button
          type="button"
          className={form.button}
          disabled={isBusy}
          onClick={() => resume({ id: run.id }).then(() => freshen())}
        >
          Resume
        </button>
      )}
      {error !== undefined && (
        <span className={form.error} role="alert">
          {problemOf(error, navigator.onLine).message}
        </span>
      )}
    </>
  );
}

/** Keeps a running import up to date: by the server's events, or every two seconds where none arrive. */
function useImportProgress(run: ImportRunFieldsFragment): void {
  const client = useClient();
  const isLive = useLive();
  const { id } = run;
  const running = isRunning(run);
  useEffect(() => {
    if (!running) return;
    let isAsking = false;
    const ask = async () => {
      if (isAsking) return;
      isAsking = true;
      const { data } = await client.query(importRunQuery, { id }, { requestPolicy: 'network-only' }).toPromise();
      isAsking = false;
      if (data?.importRun && !isRunning(data.importRun)) freshen();
    };
    const off = onProgress('import', (importId) => {
      if (importId === id) void ask();
    });
    // Events may stop without the line breaking, so they are checked upon now and then.
    const timer = setInterval(ask, isLive ? 10_000 : 2000);
    return () => {
      off();
      clearInterval(timer);
    };
  }, [client, id, running, isLive]);
}

/** Commits a second since the page first saw the run; null before there are two looks at it. */
function useRate(run: ImportRunFieldsFragment): number | null {
  const [first, setFirst] = useState({ id: run.id, at: performance.now(), commits: run.commitsProjected });
  if (first.id !== run.id) setFirst({ id: run.id, at: performance.now(), commits: run.commitsProjected });
  const seconds = (performance.now() - first.at) / 1000;
  const commits = run.commitsProjected - first.commits;
  return seconds < 1 || commits <= 0 ? null : commits / seconds;
}

function progressText(run: ImportRunFieldsFragment, rate: number | null): string {
  const total = run.commitsTotal ?? null;
  const read =
    total === null
      ? `${formatCount(run.commitsRead)} commits read`
      : `${formatCount(run.commitsProjected)} of ${formatCount(total)} commits`;
  const parts = [
    run.message ?? null,
    run.phase === 'PREPARING' ? null : read,
    rate === null ? null : `${formatCount(Math.round(rate))} a second`,
    run.fromStart ? 'whole history' : 'new commits only',
  ];
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

function stateText(run: ImportRunFieldsFragment): string {
  const ago = run.finishedAt ? ` ${formatAgo(run.finishedAt, new Date())}` : '';
  if (run.state === 'SUCCEEDED') return `imported${ago}`;
  return run.state === 'FAILED' ? `failed${ago}` : `cancelled${ago}`;
}
