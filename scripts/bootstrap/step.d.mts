import type { SpawnOptions } from 'node:child_process';

export class CommandFailed extends Error {
  readonly output: string;
}

export function step<T>(label: string, work: (note: (text: string) => void) => Promise<T> | T): Promise<T>;

export function runCommand(
  command: string,
  args: readonly string[],
  options?: Omit<SpawnOptions, 'stdio'> & { onLine?: (line: string) => void; timeoutMs?: number },
): Promise<string>;
