import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch } from '@trellis/projection/epoch.ts';
import type { Redaction } from '@trellis/suppression/erasure-activities.ts';
import type { SuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { raiseAccessEpoch } from '../store/access-epoch.ts';
import { dropErasedPeople, dropUnknownPeople, redactWritten, vacuumWritten } from '../store/erase.ts';
import type { TeamsParts } from './teams-parts.ts';

/** Drops memberships, claims and vouched aliases of erased people, and what others wrote about them. */
export async function dropPersonalRows(
  parts: TeamsParts,
  suppressions: SuppressionReader,
  { workspaceId }: Redaction,
): Promise<void> {
  const epoch = await inWorkspace(parts.pool, workspaceId, async (db) => {
    // Behind it, changes of access wait for each other.
    await raiseAccessEpoch(db, workspaceId);
    await dropErasedPeople(db, workspaceId);
    await redactWritten(db, workspaceId, (await suppressions.current(db, workspaceId)).redact);
    return raiseEpoch(db, workspaceId);
  });
  await parts.mirrorEpoch?.(workspaceId, epoch);
  await vacuumWritten(parts.pool);
}

/** Forgets the people who went with a repository. */
export async function forgetPeople(parts: TeamsParts, workspaceId: string): Promise<void> {
  const epoch = await inWorkspace(parts.pool, workspaceId, async (db) => {
    await raiseAccessEpoch(db, workspaceId);
    await dropUnknownPeople(db, workspaceId);
    return raiseEpoch(db, workspaceId);
  });
  await parts.mirrorEpoch?.(workspaceId, epoch);
}
