import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import type { Pool } from '@trellis/database/pool.ts';
import type { TestDatabase } from '@trellis/database/testing.ts';
import { LOCATION, type ReleaseFacts, type ReleaseRows } from './release.ts';

const folderOf = (version: string) => path.join(import.meta.dirname, version);

/** What is known of the installation that a release left behind. */
export function readRelease(version: string): ReleaseFacts & { readonly bundle: string } {
  const facts: ReleaseFacts = JSON.parse(readFileSync(path.join(folderOf(version), 'facts.json'), 'utf8'));
  return { ...facts, bundle: path.join(folderOf(version), 'repository.bundle') };
}

/**
 * Fills databases that have the release's tables, and a folder of objects, with what the release left behind.
 * @param location where its repository lies today
 */
export async function fillWithRelease(
  version: string,
  into: {
    readonly databases: Readonly<Record<Subgraph, Pick<TestDatabase, 'ownerPool'>>>;
    readonly objects: string;
    readonly location: string;
  },
): Promise<void> {
  cpSync(path.join(folderOf(version), 'objects'), into.objects, { recursive: true });
  for (const subgraph of SUBGRAPHS) {
    const text = readFileSync(path.join(folderOf(version), `${subgraph}.json`), 'utf8');
    const rows: ReleaseRows = JSON.parse(text.replaceAll(LOCATION, into.location));
    await fill(into.databases[subgraph].ownerPool, rows);
  }
}

/** Tables that refer to others are filled after these: whoever comes too early is tried again. */
async function fill(pool: Pool, content: ReleaseRows): Promise<void> {
  for (let left = Object.entries(content); left.length > 0; ) {
    const early: typeof left = [];
    for (const [table, rows] of left)
      await pool
        .query(
          `insert into ${table} overriding system value select * from jsonb_populate_recordset(null::${table}, $1)`,
          [`[${rows.join()}]`],
        )
        .catch((error: { code?: string }) => {
          // A row that it refers to is not there yet.
          if (error.code !== '23503' || left.length === early.length + 1) throw error;
          early.push([table, rows]);
        });
    left = early;
  }
}
