import { groupIndices } from './columns.ts';

/** Renames as pairs: `paths[i]` was `oldPaths[i]` before. */
export interface Renames {
  readonly paths: Int32Array;
  readonly oldPaths: Int32Array;
}

/**
 * The paths whose changes make a file's history: its own path and, for every rename into one of them, the old path's.
 * The published tool's method: by path, whatever the order in time, each path (so each change) once. A path that was
 * renamed away and made anew hands its later changes on too; that is the price of following by path.
 * The tool follows a rename only for the first file it meets it with; here every file gets its whole history.
 */
export interface FileHistory {
  /** Calls `visit` with each path of the history, the file's own first. */
  each(path: number, visit: (path: number) => void): void;
}

/** Prepares the closure over renames of paths numbered 0 to `pathCount` − 1. */
export function createFileHistory(pathCount: number, renames: Renames): FileHistory {
  const { starts, order } = groupIndices(pathCount, renames.paths);
  // A path is in the history being walked where its mark is the walk's number: no set to clear between walks.
  const mark = new Int32Array(pathCount).fill(-1);
  let walk = -1;
  const queue: number[] = [];
  return {
    each(path, visit) {
      visit(path);
      if (starts[path] === starts[path + 1]) return;
      walk++;
      mark[path] = walk;
      queue.length = 0;
      queue.push(path);
      for (let next = 0; next < queue.length; next++) {
        const from = queue[next] as number;
        for (let at = starts[from] as number; at < (starts[from + 1] as number); at++) {
          const old = renames.oldPaths[order[at] as number] as number;
          if (mark[old] === walk) continue;
          mark[old] = walk;
          queue.push(old);
          visit(old);
        }
      }
    },
  };
}
