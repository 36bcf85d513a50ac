import { randomUUID } from 'node:crypto';
import type { BeginRebuild, RebuildActivities, RebuildBegun } from '@trellis/contributions/rebuild.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { applyAside } from './apply-aside.ts';
import { leaveToNewer } from './failures.ts';
import { type GenerationRow, liveOf, lockedGenerations, retire } from './generation-rows.ts';
import type { ProjectionParts } from './projection-parts.ts';
import type { Projector } from './projector.ts';
import { swapRebuild } from './swap-rebuild.ts';

/** What a rebuild may ask of a projecting subgraph. */
export function createRebuildActivities(parts: ProjectionParts, projector: Projector): RebuildActivities {
  return {
    beginRebuild: (input) => beginRebuild(parts, input, projector.version),
    applyAside: (aside, batches) => applyAside(parts, aside, batches, projector),
    swapRebuild: (aside, operationId, stream) => swapRebuild(parts, { aside, operationId, stream }, projector),
    abandonRebuild: (input) => abandonRebuild(parts, input),
  };
}

async function beginRebuild(
  parts: ProjectionParts,
  input: BeginRebuild,
  version: number,
): Promise<RebuildBegun | null> {
  const { workspaceId, operationId, olderThan, stream } = input;
  if (olderThan !== null) leaveToNewer(version, olderThan);
  return inWorkspace(parts.pool, workspaceId, async (db) => {
    const of = { workspaceId, repositoryId: stream.repositoryId };
    const rows = await lockedGenerations(db, of);
    const live = liveOf(rows, stream.stream);
    if (!isDue(input, live, rows)) return null;
    const through = Math.max(live?.appliedThrough ?? 0, stream.through);
    const begun = asideOf(rows, stream.stream);
    if (begun !== undefined) leaveToNewer(version, begun.version);
    if (begun !== undefined && begun.version < version) await retire(db, workspaceId, begun.generation);
    else if (begun !== undefined)
      return { generation: begun.generation, appliedThrough: begun.appliedThrough, through };
    await db.query(
      `insert into record.generation
         (workspace_id, generation, stream, repository_id, kind, state, until, projector_version, aside, rebuilt_by)
       values ($1, $2, $3, $4, $5, 'building', $6, $7, true, $8) on conflict do nothing`,
      [
        workspaceId,
        randomUUID(),
        stream.stream,
        stream.repositoryId,
        live?.kind ?? 'current',
        live?.until ?? null,
        version,
        operationId,
      ],
    );
    const { generation, appliedThrough } = asideOf(await lockedGenerations(db, of), stream.stream) as GenerationRow;
    return { generation, appliedThrough, through };
  });
}

function asideOf(rows: readonly GenerationRow[], stream: string): GenerationRow | undefined {
  return rows.find((row) => row.stream === stream && row.aside && row.state === 'building');
}

function isDue(
  { operationId, olderThan, stream }: BeginRebuild,
  live: GenerationRow | undefined,
  rows: readonly GenerationRow[],
): boolean {
  // Rows that were lost are made anew; a past state that is gone is derived when asked for, and a newer state needs none.
  if (live === undefined) return stream.isCurrent && !rows.some((row) => row.state === 'current');
  // An import writes it just now, and nobody reads it yet.
  if (live.state === 'building') return false;
  if (live.rebuiltBy === operationId) return false;
  return olderThan === null || live.version < olderThan;
}

async function abandonRebuild(
  parts: ProjectionParts,
  { workspaceId, operationId, stream }: BeginRebuild,
): Promise<void> {
  await inWorkspace(parts.pool, workspaceId, (db) =>
    db.query(
      `update record.generation set state = 'retired'
       where workspace_id = $1 and stream = $2 and aside and state = 'building' and rebuilt_by = $3`,
      [workspaceId, stream.stream, operationId],
    ),
  );
}
