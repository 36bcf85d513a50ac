import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { readStateFile, stateFilePath } from '@trellis/cli/state-file.ts';
import { writePrivate } from './data-folder.ts';

/** Tells clients of this user where Trellis answers and how to be let in; the last start that did so is the one they find. */
export function writeState(url: string, token: string): void {
  const file = stateFilePath(process.env);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writePrivate(file, { url, token, pid: process.pid, startedAt: new Date().toISOString() });
}

/** Takes back what `writeState` said, unless another start has said something since. */
export function removeState(): void {
  const file = stateFilePath(process.env);
  try {
    if (readStateFile(file)?.pid === process.pid) rmSync(file);
  } catch {
    // A file that is not ours stays.
  }
}
