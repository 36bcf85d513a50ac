import type { AliasLine, CommitText } from '@trellis/contributions/batch.ts';
import { BatchCorruptError, decodeBatch, decodeLines, encodeLines } from '@trellis/contributions/codec.ts';
import { type AliasHasher, createAliasHasher } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Suppression } from '@trellis/people/suppression.ts';
import { ObjectMissingError, type ObjectStorage } from '@trellis/storage/object-storage.ts';
import type { SuppressingActivities, TextErasure } from '@trellis/suppression/erasure-activities.ts';
import { createSuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { takeSuppressions } from '@trellis/suppression/take-suppressions.ts';
import { keptAliasLines, keptTexts } from '../domain/kept-out-aliases.ts';
import { batchesOfRepository, redactMessageRows, repositoriesWithBatches, vacuumMessages } from '../store/erase.ts';
import type { SyncParts } from './sync-parts.ts';

/** What the workers may ask of integrations when somebody is erased. */
export function createTextErasure(parts: SyncParts): SuppressingActivities & TextErasure {
  const suppressions = createSuppressionReader(parts.keys);
  return {
    takeSuppressions: (input) => takeSuppressions(parts, input),

    redactable: ({ workspaceId }) => inWorkspace(parts.pool, workspaceId, repositoriesWithBatches),

    batchesFrom: ({ workspaceId, repositoryId, from, atMost }) =>
      inWorkspace(parts.pool, workspaceId, (db) => batchesOfRepository(db, repositoryId, { from, atMost })),

    async redactTexts({ workspaceId, repositoryId, version }) {
      // Not under newer ones: what indexes the texts tells from them what it indexed.
      const suppression = await inWorkspace(parts.pool, workspaceId, (db) => suppressions.at(db, workspaceId, version));
      const hasher = createAliasHasher(parts.keys.aliasHashing.secret, workspaceId);
      // All that lies there, also what a killed import left without a row.
      for await (const key of parts.storage.list(`workspaces/${workspaceId}/repositories/${repositoryId}/`)) {
        if (key.includes('/texts/')) await redactTextObject(parts.storage, key, suppression);
        else if (key.includes('/aliases/')) await redactAliasFile(parts.storage, key, suppression, hasher);
      }
    },

    async redactMessages({ workspaceId }) {
      await inWorkspace(parts.pool, workspaceId, async (db) => {
        const suppression = await suppressions.current(db, workspaceId);
        await redactMessageRows(db, suppression.redact);
      });
      await vacuumMessages(parts.pool);
    },
  };
}

/** A batch and its texts have the same name, in folders beside each other. */
async function redactTextObject(storage: ObjectStorage, key: string, suppression: Suppression): Promise<void> {
  await rewrite<CommitText>(storage, key, async (texts) => {
    const { commits } = await decodeBatch(await storage.get(key.replace('/texts/', '/batches/')));
    const authors = new Map(commits.map(({ sha, credit }) => [sha, credit[0] ?? '']));
    return keptTexts(suppression, texts, authors);
  });
}

async function redactAliasFile(
  storage: ObjectStorage,
  key: string,
  suppression: Suppression,
  hasher: AliasHasher,
): Promise<void> {
  await rewrite<AliasLine>(storage, key, async (lines) => keptAliasLines(suppression, hasher, lines));
}

/**
 * Puts other lines in place of an object's, where they differ; what is gone by now stays gone. What can't be read can't be
 * redacted: it goes, and is read from git again when its segment is needed.
 */
async function rewrite<T>(
  storage: ObjectStorage,
  key: string,
  change: (lines: readonly T[]) => Promise<readonly T[]>,
): Promise<void> {
  try {
    const lines = await decodeLines<T>(await storage.get(key));
    const changed = await change(lines);
    if (JSON.stringify(changed) !== JSON.stringify(lines)) await storage.put(key, (await encodeLines(changed)).bytes);
  } catch (error) {
    if (!(error instanceof ObjectMissingError || error instanceof BatchCorruptError)) throw error;
    await storage.delete(key);
  }
}
