import { join } from 'node:path';
import { locateParts } from '../parts/finding.ts';
import { releaseLock, takeLock } from '../parts/lock.ts';
import { postgresPart, startPostgres } from '../parts/postgres.ts';
import { readJson, stopProcesses } from '../parts/records.ts';
import { type DataFolder, type Passwords, serverFile } from '../start/data-folder.ts';
import { BackupError } from './backup-error.ts';

/**
 * Works with the PostgreSQL of an installation: that of the Trellis that runs, or one that is started for it and stopped again.
 * @param options.stopped refuses while Trellis runs
 * @throws BackupError IS_RUNNING
 */
export async function withPostgres<T>(
  folder: DataFolder,
  passwords: Passwords,
  options: { readonly stopped: boolean },
  work: (superuserUrl: string) => Promise<T>,
): Promise<T> {
  const holder = await takeLock(folder.run, 0);
  if (holder !== undefined) {
    const servers = readJson<{ superuserUrl: string }>(serverFile(folder));
    if (options.stopped || servers === undefined)
      throw new BackupError(
        'IS_RUNNING',
        `Trellis runs here (process ${holder.pid}). Stop it, or choose another TRELLIS_DATA_DIR.`,
      );
    return work(servers.superuserUrl);
  }
  try {
    await stopProcesses(folder.run);
    return await work(await startAlone(folder, passwords));
  } finally {
    await stopProcesses(folder.run);
    releaseLock(folder.run);
  }
}

async function startAlone(folder: DataFolder, passwords: Passwords): Promise<string> {
  const { postgres } = await locateParts({ postgres: postgresPart });
  if (postgres.kind === 'address') return postgres.address;
  const { url } = await startPostgres(postgres.program, {
    folder: join(folder.path, 'postgres'),
    password: passwords.postgres,
    port: 0,
    durable: true,
    logFile: join(folder.logs, 'postgres.log'),
    runDir: folder.run,
  });
  return url;
}
