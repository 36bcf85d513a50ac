import type { Projection } from '@trellis/contributions/projection.ts';
import type { ManifestActivities } from '@trellis/contributions/rebuild.ts';
import { activitiesOf } from './steps.ts';

/** Asks for the rebuild of rows that an older projector wrote; who finds them can't write the row of an operation. */
export async function requestRebuild(outdated: {
  readonly workspaceId: string;
  readonly subgraph: Projection;
  readonly olderThan: number;
}): Promise<void> {
  await activitiesOf<ManifestActivities>('integrations').requestRebuild(outdated);
}
