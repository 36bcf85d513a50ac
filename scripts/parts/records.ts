import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who is stopped first: what asks, before what answers. */
const STOP_ORDER = ['api', 'workers', 'temporal', 'redis', 's3', 'postgres'];

interface ProcessRecord {
  readonly name: string;
  readonly pid: number;
  readonly stopSignal: NodeJS.Signals;
  /** After this long it is ended by force. */
  readonly stopWithinMs: number;
}

type StoredRecord = ProcessRecord & { readonly startedAt: string };

/** Remembers a process that this start runs, together with when it began: a process id alone may be used again by another. */
export function recordProcess(runDir: string, record: ProcessRecord): void {
  const stored: StoredRecord = { ...record, startedAt: startedAt(record.pid) ?? '' };
  writeFileSync(recordFile(runDir, record.name), JSON.stringify(stored), { mode: 0o600 });
}

export function forgetProcess(runDir: string, name: string): void {
  rmSync(recordFile(runDir, name), { force: true });
}

/**
 * Ends every recorded process that still runs, one after the other: what asks, before what answers. It serves the orderly end as well as the
 * next start, for what a killed one left running.
 * @returns the names of what was ended
 */
export async function stopProcesses(runDir: string): Promise<string[]> {
  const stopped: string[] = [];
  const names = readdirSync(runDir).flatMap((file) => /^(.+)\.process\.json$/.exec(file)?.[1] ?? []);
  for (const name of names.sort((a, b) => STOP_ORDER.indexOf(a) - STOP_ORDER.indexOf(b))) {
    const record = readJson<StoredRecord>(recordFile(runDir, name));
    if (record !== undefined && isSame(record)) {
      await stopProcess(record);
      stopped.push(name);
    }
    forgetProcess(runDir, name);
  }
  return stopped;
}

/** When a process began, in a form that only serves comparison; undefined: it doesn't run. */
export function startedAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    if (process.platform === 'linux') return undefined;
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim() || undefined;
  }
}

/** Whether the process that was written down is still that one. */
export function isSame(process: { readonly pid: number; readonly startedAt: string }): boolean {
  return startedAt(process.pid) === process.startedAt;
}

async function stopProcess(record: StoredRecord): Promise<void> {
  const deadline = Date.now() + record.stopWithinMs;
  process.kill(record.pid, record.stopSignal);
  while (isSame(record)) {
    if (Date.now() > deadline) process.kill(record.pid, 'SIGKILL');
    await sleep(50);
  }
}

function recordFile(runDir: string, name: string): string {
  return join(runDir, `${name}.process.json`);
}

/** What a file holds; undefined when it is absent, or was cut off by a kill. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
