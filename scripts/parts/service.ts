import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetProcess, recordProcess } from './records.ts';

/** A server or service this start runs. */
export interface Service {
  readonly name: string;
  readonly pid: number;
  /** Resolves once the process has ended, with how it ended. */
  readonly ended: Promise<string>;
  /** Whether it has said that it is ready (only with `saysReady`). */
  isReady(): boolean;
}

export interface ServiceOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string | undefined>;
  readonly cwd?: string;
  /** Runs as this user instead of the own one. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Written to its standard input, which is then closed. */
  readonly input?: string;
  readonly logFile: string;
  /** Folder in which the process is recorded: what stops it (this start or, when this one is killed, the next) reads it there. */
  readonly runDir: string;
  /** What asks it to end. */
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
  readonly stopWithinMs?: number;
  /** It is a Node process that sends the message `ready` to its parent. */
  readonly saysReady?: boolean;
}

const LARGEST_LOG = 10_000_000;

/**
 * Starts a process in a session of its own, so that the terminal's Ctrl-C reaches only the start script, which ends
 * everything in order (`stopProcesses`). Should the start script be killed, a guard (a shell that waits for the script's end) asks it to end.
 * @throws Error when the program can't be started
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, command, args, stopSignal = 'SIGTERM', stopWithinMs = 10_000 } = options;
  const log = openLog(options.logFile);
  const child = spawn(command, args, {
    detached: true,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', log, log, ...(options.saysReady ? ['ipc' as const] : [])],
    env: { ...process.env, ...options.env },
    cwd: options.cwd ?? '/',
    ...options.user,
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? `status ${code}`));
    child.on('error', (error) => resolve(error.message));
  });
  if (child.pid === undefined) throw new Error(`${name}: ${command} can't be started: ${await ended}`);
  const { pid } = child;
  if (options.input !== undefined) child.stdin?.end(options.input);
  let ready = false;
  child.on('message', (message) => {
    ready ||= message === 'ready';
  });
  const guard = startGuard(pid, stopSignal);
  recordProcess(options.runDir, { name, pid, stopSignal, stopWithinMs });
  void ended.then(() => {
    guard.kill('SIGKILL');
    forgetProcess(options.runDir, name);
  });
  return { name, pid, ended, isReady: () => ready };
}

/**
 * Waits until `check` succeeds, asking every 50 ms.
 * @throws Error with the end of the log when the service ends before, or takes longer than `withinMs`
 */
export async function untilReady(
  service: Service,
  logFile: string,
  check: () => Promise<unknown>,
  withinMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  let ended: string | undefined;
  void service.ended.then((how) => {
    ended = how;
  });
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (ended !== undefined || Date.now() > deadline) {
        const what = ended === undefined ? `doesn't answer (${(error as Error).message})` : `ended with ${ended}`;
        throw new Error(`${service.name} ${what}; the end of ${logFile}:\n${tail(logFile, 15)}`);
      }
      await sleep(50);
    }
  }
}

/** A shell of a megabyte whose standard input closes when this process ends, however it ends. */
function startGuard(pid: number, stopSignal: string): ChildProcess {
  const script = `read -r _; kill -s ${stopSignal.slice(3)} ${pid}`;
  const guard = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  guard.stdin?.on('error', () => undefined);
  guard.on('error', () => undefined);
  guard.unref();
  return guard;
}

function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

function tail(file: string, lines: number): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
