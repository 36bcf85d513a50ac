import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import type { Installation } from '../../scripts/backup/installation.ts';
import { restoreBackup } from '../../scripts/backup/restore-backup.ts';
import { knownMigrations, migrate } from '../../scripts/start/databases.ts';
import type { TestInstallation } from './test-config.ts';

const root = path.join(import.meta.dirname, '../..');

/** A test's installation as a backup sees it. Its key ring stands in a file, unless it has none yet. */
export async function asInstallation(
  { config, databases }: TestInstallation,
  { hasKeys }: { readonly hasKeys: boolean },
): Promise<Installation> {
  const keyRingFile = path.join(config.dataDir, 'keys.json');
  mkdirSync(config.dataDir, { recursive: true });
  if (hasKeys) writeFileSync(keyRingFile, JSON.stringify(config.keys));
  return {
    ownerUrls: Object.fromEntries(SUBGRAPHS.map((name) => [name, databases[name].ownerUrl])) as Record<
      Subgraph,
      string
    >,
    developersUrl: databases.developers.serviceUrl,
    storage: await createStorage(config.storage),
    keyRingFile,
  };
}

/** Puts a backup into a test's installation. */
export function restoreInto(
  into: Installation,
  file: string,
  options: { readonly passphrase?: string | undefined; readonly ledger?: string } = {},
) {
  return restoreBackup(into, {
    path: file,
    ...options,
    knownMigrations: knownMigrations(root),
    async migrate(migrations) {
      for (const subgraph of SUBGRAPHS)
        await migrate(
          root,
          subgraph,
          into.ownerUrls[subgraph],
          migrations === 'all' ? undefined : migrations[subgraph],
        );
    },
    say: () => undefined,
  });
}

/** Waits until all that was under way, and all that a restore asks for, has been done. */
export async function settled({ databases }: TestInstallation): Promise<void> {
  const operations = `select kind, state, error_code as error from record.operation`;
  const imports = `select 'import' as kind, state, error_code as error from record.import_run`;
  for (;;) {
    const asked = [databases.integrations.ownerPool.query(`${operations} union all ${imports}`)];
    asked.push(databases.developers.ownerPool.query(operations));
    const rows = (await Promise.all(asked)).flatMap((answer) => answer.rows);
    const failed = rows.find(({ state }) => state === 'FAILED' || state === 'CANCELLED');
    if (failed !== undefined) throw new Error(`${failed.kind} ${failed.state}: ${failed.error}`);
    if (rows.every(({ state }) => state === 'SUCCEEDED')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
