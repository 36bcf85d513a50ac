import type { HeadFile } from '@trellis/contributions/batch.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { numberPaths } from './history.ts';

/** Makes exactly these files the ones at the head, with their class and language there. */
export async function replaceHeadFiles(
  db: WorkspaceClient,
  key: { readonly workspaceId: string; readonly generation: string },
  files: readonly HeadFile[],
): Promise<void> {
  await numberPaths(db, key, files);
  await db.query(
    `update projection.path known set at_head = false where workspace_id = $1 and generation = $2 and at_head
       and not exists (select from named_path named where named.path_hash = known.path_hash)`,
    [key.workspaceId, key.generation],
  );
  await db.query(
    `update projection.path known set at_head = true, class = named.class, language = named.language
     from named_path named
     where known.workspace_id = $1 and known.generation = $2 and known.path_hash = named.path_hash
       and (known.at_head, known.class, known.language) is distinct from (true, named.class, named.language)`,
    [key.workspaceId, key.generation],
  );
}
