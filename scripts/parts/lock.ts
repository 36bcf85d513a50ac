import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSame, readJson, startedAt } from './records.ts';

/** Who has a data folder. */
export interface Holder {
  readonly pid: number;
  /** Where it answers, once it does. */
  readonly url?: string;
  /** It is being stopped. */
  readonly isStopping?: boolean;
}

type Lock = Holder & { readonly startedAt: string };

/**
 * Takes the data folder for this process. A start that is stopping is waited for; one that was killed holds nothing.
 * @param patienceMs how long to wait for a holder that may be about to stop, since what started it was killed
 * @returns undefined when it is ours, otherwise who has it
 */
export async function takeLock(runDir: string, patienceMs = 2500): Promise<Holder | undefined> {
  const deadline = Date.now() + patienceMs;
  let said = false;
  mkdirSync(runDir, { recursive: true, mode: 0o700 });
  for (;;) {
    if (createLock(runDir)) return undefined;
    const holder = readJson<Lock>(lockFile(runDir));
    if (holder === undefined) continue;
    if (!isSame(holder)) rmSync(lockFile(runDir), { force: true });
    else if (holder.isStopping) {
      if (!said) console.error(`… waiting for an earlier start to stop (process ${holder.pid})`);
      said = true;
    } else if (Date.now() > deadline) return holder;
    await sleep(100);
  }
}

/** Writes into the lock where this start answers, or that it is stopping, for a second start to know. */
export function describeLock(runDir: string, what: Omit<Holder, 'pid'>): void {
  renameSync(writeAside(runDir, what), lockFile(runDir));
}

export function releaseLock(runDir: string): void {
  rmSync(lockFile(runDir), { force: true });
}

/** Linking a finished file into place fails where there is one, and never shows half of one. */
function createLock(runDir: string): boolean {
  const aside = writeAside(runDir, {});
  try {
    linkSync(aside, lockFile(runDir));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(aside);
  }
}

function writeAside(runDir: string, what: Omit<Holder, 'pid'>): string {
  const aside = `${lockFile(runDir)}.${process.pid}`;
  const lock: Lock = { ...what, pid: process.pid, startedAt: startedAt(process.pid) ?? '' };
  writeFileSync(aside, JSON.stringify(lock), { mode: 0o600 });
  return aside;
}

function lockFile(runDir: string): string {
  return join(runDir, 'start.lock');
}
