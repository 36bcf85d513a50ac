import type { AliasLine } from '@trellis/contributions/batch.ts';
import type { ApplyAliases } from '@trellis/contributions/projection.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import { readLines } from '@trellis/projection/read-objects.ts';
import { replaceMailmap, saveAliases } from '../store/aliases.ts';
import { lockIdentities } from '../store/identities.ts';

type MailmapLine = Extract<AliasLine, { k: 'mailmap' }>;

/**
 * Takes names over from an alias file and deletes it. A file that is gone was applied before. Mailmap lines replace the
 * repository's mailmap; a file without any leaves it, and one whose only mailmap line is empty takes it away.
 */
export async function applyAliases(parts: ProjectionParts, input: ApplyAliases): Promise<void> {
  const { workspaceId, repositoryId, objectKey } = input;
  if (!(await parts.storage.exists(objectKey))) return;
  const lines = await readLines<AliasLine>(parts.storage, objectKey);
  await inWorkspace(parts.pool, workspaceId, async (db) => {
    // One at a time with decisions, which write the same rows in another order.
    await lockIdentities(db, workspaceId);
    await saveAliases(
      db,
      workspaceId,
      lines.filter((line) => line.k === 'alias'),
    );
    const mailmap = lines.filter((line) => line.k === 'mailmap');
    if (mailmap.length > 0) await replaceMailmap(db, workspaceId, repositoryId, mailmap.filter(saysSomething));
  });
  await parts.storage.delete(objectKey);
}

function saysSomething({ properEmail, commitEmail }: MailmapLine): boolean {
  return properEmail !== null || commitEmail !== null;
}
