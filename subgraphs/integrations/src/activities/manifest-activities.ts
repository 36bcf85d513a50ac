import { type ManifestActivities, NOBODY } from '@trellis/contributions/rebuild.ts';
import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { countBatches, pageOfBatches, pageOfStreams, STREAMS_AT_ONCE } from '../store/manifest-pages.ts';
import { failedLately, requestRebuild } from '../store/rebuilds.ts';

/** What rebuilds ask of the manifest. */
export function createManifestActivities({ pool }: { readonly pool: Pool }): ManifestActivities {
  return {
    listStreams: ({ workspaceId, repositoryId, after }) =>
      inWorkspace(pool, workspaceId, async (db) => {
        const streams = await pageOfStreams(db, repositoryId, after);
        const last = streams.length === STREAMS_AT_ONCE ? streams.at(-1) : undefined;
        return {
          streams,
          after: last === undefined ? null : { repositoryId: last.repositoryId, stream: last.stream },
          batches: await countBatches(db, repositoryId),
        };
      }),

    listBatches: ({ workspaceId, stream, after, through }) =>
      inWorkspace(pool, workspaceId, (db) => pageOfBatches(db, stream, after, through)),

    requestRebuild: ({ workspaceId, subgraph, olderThan }) =>
      inWorkspace(pool, workspaceId, async (db) => {
        if (await failedLately(db, subgraph, olderThan)) return;
        await requestRebuild(db, {
          workspaceId,
          input: { subgraph, repositoryId: null, olderThan },
          requestedBy: NOBODY,
          requestedRole: 'owner',
          requestId: null,
        });
      }),
  };
}
