import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { dropRetiredGenerations } from './drop-retired-generations.ts';
import { raiseEpoch } from './epoch.ts';
import type { ProjectionParts } from './projection-parts.ts';
import type { Activation } from './projector.ts';

/** The table of credit sets, and one that says which are used. */
const UNUSED = `delete from projection.credit_set known where workspace_id = $1 and credit_set = any ($2::uuid[])`;

/**
 * Takes a repository out of a projection: all its states at once for readers, then their rows. What other repositories have in
 * common with it is derived anew in the same transaction. Again, it goes on where it was.
 * @param onDrop the subgraph's part: what is derived anew; called while the rows still stand, retired
 * @param usedBy tables whose rows name the credit sets they are about; empty: the subgraph keeps none
 */
export async function dropRepository(
  parts: ProjectionParts,
  input: Activation,
  onDrop: ((db: WorkspaceClient, dropped: Activation) => Promise<void>) | undefined,
  usedBy: readonly string[],
): Promise<void> {
  const { workspaceId, repositoryId } = input;
  const { epoch, sets } = await inWorkspace(parts.pool, workspaceId, async (db) => {
    const { rows } = await db.query<{ generation: string }>(
      'select generation from record.generation where workspace_id = $1 and repository_id = $2 order by 1 for update',
      [workspaceId, repositoryId],
    );
    const named = await creditSetsOf(db, workspaceId, usedBy, rows);
    await db.query(
      `update record.generation set state = 'retired' where workspace_id = $1 and repository_id = $2 and state <> 'retired'`,
      [workspaceId, repositoryId],
    );
    await onDrop?.(db, input);
    return { sets: named, epoch: await raiseEpoch(db, workspaceId) };
  });
  await parts.mirrorEpoch?.(workspaceId, epoch);
  await forgetCreditSets(parts, { ...input, sets, usedBy });
  await dropRetiredGenerations(parts, input);
}

async function creditSetsOf(
  db: WorkspaceClient,
  workspaceId: string,
  usedBy: readonly string[],
  generations: readonly { readonly generation: string }[],
): Promise<string[]> {
  const sets = new Set<string>();
  for (const table of usedBy) {
    const { rows } = await db.query<{ credit_set: string }>(
      `select distinct credit_set from ${table} where workspace_id = $1 and generation = any ($2::uuid[])`,
      [workspaceId, generations.map(({ generation }) => generation)],
    );
    for (const { credit_set } of rows) sets.add(credit_set);
  }
  return [...sets];
}

/** Forgets the credit sets that no other repository names. */
async function forgetCreditSets(
  parts: ProjectionParts,
  {
    workspaceId,
    repositoryId,
    sets,
    usedBy,
  }: Activation & { readonly sets: readonly string[]; readonly usedBy: readonly string[] },
): Promise<void> {
  if (sets.length === 0) return;
  const isNamed = usedBy.map(
    (table) => `exists (select from ${table} used join record.generation state using (workspace_id, generation)
      where used.workspace_id = $1 and used.credit_set = known.credit_set and state.repository_id <> $3)`,
  );
  await inWorkspace(parts.pool, workspaceId, async (db) => {
    // A batch that finds its credit sets there relies on them: it is committed before, or waits and adds them anew.
    await db.query('lock table projection.credit_set in share row exclusive mode');
    await db.query(`${UNUSED} and not (${isNamed.join(' or ')})`, [workspaceId, sets, repositoryId]);
  });
}
