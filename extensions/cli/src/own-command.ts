import { accessSync, constants } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { TRELLIS_FOLDER } from './state-file.ts';

/** What a user writes to call this command: its name where it is on PATH, else the way to its launcher. */
export function ownCommand(env: Record<string, string | undefined>, cwd: string): string {
  const isOnPath = (env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && isExecutable(join(folder, 'trellis')));
  if (isOnPath) return 'trellis';
  const launcher = join(TRELLIS_FOLDER, 'extensions', 'cli', 'bin', 'trellis');
  return cwd === TRELLIS_FOLDER ? relative(cwd, launcher) : launcher;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
