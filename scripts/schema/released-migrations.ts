import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Fails where a migration of a release is gone or has changed: databases out there have run it as it was. `--release` lists all
 * migrations that there are as released, which only a release does.
 */
const MIGRATIONS = path.join(import.meta.dirname, '../../migrations');
const LIST = path.join(MIGRATIONS, 'released.json');

/** Released migrations (`subgraph/file`) that are not as they were released; `list` holds the SHA-256 (hex) of each. */
export function changedMigrations(
  list: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(list).filter((file) => current[file] !== list[file]);
}

/** SHA-256 (hex) of every migration there is. */
export function currentMigrations(): Record<string, string> {
  const files = globSync('*/*.sql', { cwd: MIGRATIONS }).sort();
  const digest = (file: string) =>
    createHash('sha256')
      .update(readFileSync(path.join(MIGRATIONS, file)))
      .digest('hex');
  return Object.fromEntries(files.map((file) => [file, digest(file)]));
}

/** The list of the releases so far. */
export function releasedMigrations(): Record<string, string> {
  return JSON.parse(readFileSync(LIST, 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const current = currentMigrations();
  const changed = changedMigrations(releasedMigrations(), current);
  for (const file of changed) console.error(`migrations/${file} was released: put it back, and write a new migration.`);
  if (changed.length > 0) process.exitCode = 1;
  else if (process.argv.includes('--release')) writeFileSync(LIST, `${JSON.stringify(current, undefined, 2)}\n`);
  else console.log('Every released migration is as it was.');
}
