import { useState } from 'react';
import { post } from '../graph/post.ts';
import form from '../parts/form.module.css';
import { paths } from '../paths.ts';
import styles from './shell.module.css';

interface WorkspaceChoiceProps {
  readonly workspaces: readonly { readonly id: string; readonly name: string; readonly isCurrent: boolean }[];
}

/** The workspace one is in, and the others one may go to. */
export function WorkspaceChoice({ workspaces }: WorkspaceChoiceProps) {
  const [message, setMessage] = useState<string>();
  const current = workspaces.find((each) => each.isCurrent);
  if (workspaces.length < 2) return <span className={styles.workspace}>{current?.name ?? 'Trellis'}</span>;
  const go = async (workspaceId: string) => {
    const switched = await post('/workspaces/switch', { workspaceId });
    // A full load, so that nothing of the former workspace stays in memory.
    if (switched.data !== undefined) window.location.replace(paths.overview());
    else setMessage(switched.message);
  };
  return (
    <>
      <select
        className={`${form.select} ${styles.workspace}`}
        aria-label="Workspace"
        value={current?.id}
        onChange={(event) => void go(event.target.value)}
      >
        {workspaces.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
      {message !== undefined && (
        <span className={form.error} role="alert">
          {message}
        </span>
      )}
    </>
  );
}
