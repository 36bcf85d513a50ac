import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of our own processes (API and workers) that keep their data in a folder; servers are not among them. */
export function ownProcesses(dataDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        return (
          command.some((part) => part.endsWith('/service.ts')) && environment.includes(`TRELLIS_DATA_DIR=${dataDir}`)
        );
      } catch {
        // It ended while it was looked at, or belongs to somebody else.
        return false;
      }
    });
}

/** Resident memory of these processes together, megabytes (10^6 bytes). */
export function residentMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/^VmRSS:\s+(\d+) kB/m.exec(statusOf(pid))?.[1] ?? 0) * 1.024e-3, 0);
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
