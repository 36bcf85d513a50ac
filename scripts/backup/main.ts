import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { useProjectTools } from '../bootstrap/environment.mjs';
import { PartsMissing } from '../parts/finding.ts';
import { releaseLock, takeLock } from '../parts/lock.ts';
import {
  type DataFolder,
  makeKeyRing,
  openDataFolder,
  type Passwords,
  readPasswords,
  refuseHalfRestored,
  restoreMark,
} from '../start/data-folder.ts';
import { databaseUrls, knownMigrations, prepareDatabases } from '../start/databases.ts';
import { openStorage } from '../start/storage.ts';
import { BackupError } from './backup-error.ts';
import { createBackup } from './create-backup.ts';
import type { Installation } from './installation.ts';
import { readPassphrase } from './key-part.ts';
import { withPostgres } from './local-postgres.ts';
import { restoreBackup } from './restore-backup.ts';

const USAGE = `Usage: trellis backup FILE.tar|FOLDER [--passphrase-file FILE]
       trellis restore FILE.tar|FOLDER [--passphrase-file FILE] [--ledger FOLDER]

Backs up the installation of this checkout (or of TRELLIS_DATA_DIR) while it runs or is stopped, and restores a
backup into an empty one that is stopped.

Options:
  --passphrase-file FILE  its first line seals the keys of the backup, and opens them; also TRELLIS_BACKUP_PASSPHRASE
  --ledger FOLDER         the ledger of erasures of the lost installation (DATA_DIR/storage/ledger): who was erased since
                          the backup stays erased
`;

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { verb, path, passphrase, ledger } = readArguments(process.argv.slice(2));
useProjectTools(root);
const folder = openDataFolder(root);
const passwords = readPasswords(folder);
try {
  if (verb === 'backup') await backUp(folder, passwords);
  else await restore(folder, passwords);
} catch (error) {
  if (error instanceof BackupError) console.error(`${error.code}: ${error.message}`);
  else console.error(error instanceof PartsMissing ? error.message : `${verb} failed: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function backUp(folder: DataFolder, passwords: Passwords): Promise<void> {
  refuseHalfRestored(folder);
  if (!existsSync(folder.keyRingFile)) throw new Error(`there is no installation in ${folder.path}.`);
  const lock = join(folder.run, 'backup');
  // The end of one would let deletions go on that the other one still waits with.
  if ((await takeLock(lock, 0)) !== undefined)
    throw new BackupError('BACKUP_RUNNING', 'Another backup is under way here. Wait until it has ended.');
  try {
    await withPostgres(folder, passwords, { stopped: false }, async (superuserUrl) => {
      await createBackup(await installationOf(folder, passwords, superuserUrl), { path, passphrase, say: console.log });
    });
  } finally {
    releaseLock(lock);
  }
  console.log(
    `The backup is in ${path}.${passphrase === undefined ? ' It holds the keys: whoever reads it can sign in.' : ''}`,
  );
}

async function restore(folder: DataFolder, passwords: Passwords): Promise<void> {
  refuseHalfRestored(folder);
  await withPostgres(folder, passwords, { stopped: true }, async (superuserUrl) => {
    makeKeyRing(folder);
    const into = await installationOf(folder, passwords, superuserUrl);
    await restoreBackup(into, {
      path,
      passphrase,
      ledger,
      knownMigrations: knownMigrations(root),
      async migrate(migrations) {
        await prepareDatabases(root, superuserUrl, passwords.roles, migrations === 'all' ? undefined : migrations);
      },
      begin: () => writeFileSync(restoreMark(folder), ''),
      say: console.log,
    });
    rmSync(restoreMark(folder));
  });
  console.log(
    'The backup was put back. Start Trellis (npm start): what pages show is made anew from the batches first.',
  );
}

async function installationOf(folder: DataFolder, passwords: Passwords, superuserUrl: string): Promise<Installation> {
  const urls = databaseUrls(superuserUrl, passwords.roles);
  const owners = SUBGRAPHS.map((subgraph) => [subgraph, urls[subgraph].ownerUrl]);
  return {
    ownerUrls: Object.fromEntries(owners) as Record<Subgraph, string>,
    developersUrl: urls.developers.serviceUrl,
    storage: await openStorage(folder),
    keyRingFile: folder.keyRingFile,
  };
}

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        'passphrase-file': { type: 'string' },
        ledger: { type: 'string' },
      },
    });
    const [verb, path, ...more] = positionals;
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if ((verb !== 'backup' && verb !== 'restore') || path === undefined || more.length > 0)
      throw new Error('Say what to do, and where the backup is.');
    const from = process.env.INIT_CWD ?? process.cwd();
    const ledger = values.ledger === undefined ? undefined : resolve(from, values.ledger);
    const passphrase = readPassphrase(values['passphrase-file']);
    return { verb, path: resolve(from, path), passphrase, ledger } as const;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}
