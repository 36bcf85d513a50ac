import type { Projection } from '@trellis/contributions/projection.ts';
import type { Pool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import type { createTemporalClient } from '@trellis/temporal/connect.ts';

interface WatchParts {
  readonly pools: Readonly<Record<Projection, Pool>>;
  readonly versions: Readonly<Record<Projection, number>>;
  readonly temporal: ReturnType<typeof createTemporalClient>;
  readonly logger: Logger;
  readonly everyMs: number;
}

/** Workspaces of one look; the next look finds the others. */
const WORKSPACES_AT_ONCE = 100;

/**
 * Looks, now and from time to time, for rows that an older projector wrote, and asks for their rebuild. Asking is idempotent:
 * any number of processes may look.
 */
export function watchVersions(parts: WatchParts): { stop(): Promise<void> } {
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, parts.everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };

  async function look(): Promise<void> {
    try {
      for (const subgraph of Object.keys(parts.pools) as Projection[]) await askForRebuilds(parts, subgraph);
    } catch (error) {
      parts.logger.warn({ err: error }, 'rows of older projectors could not be looked for; trying again');
    }
  }
}

async function askForRebuilds({ pools, versions, temporal, logger }: WatchParts, subgraph: Projection): Promise<void> {
  const olderThan = versions[subgraph];
  const { rows } = await pools[subgraph].query<{ workspaceId: string }>(
    'select workspace_id as "workspaceId" from record.outdated_workspaces($1, $2)',
    [olderThan, WORKSPACES_AT_ONCE],
  );
  for (const { workspaceId } of rows) {
    logger.info({ workspaceId, subgraph, olderThan }, 'an older projector wrote these rows; they are rebuilt');
    await temporal.workflow.start('requestRebuild', {
      workflowId: `request-rebuild-${subgraph}-${workspaceId}`,
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: 'operations',
      args: [{ workspaceId, subgraph, olderThan }],
    });
  }
}
