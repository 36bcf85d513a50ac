import type { AsideRef, StreamHead, SwapOutcome } from '@trellis/contributions/rebuild.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch, readEpoch } from './epoch.ts';
import { type GenerationRow, liveOf, lockedGenerations, retire } from './generation-rows.ts';
import type { ProjectionParts } from './projection-parts.ts';
import type { PrepareHead, Projector } from './projector.ts';

interface Swap {
  readonly aside: AsideRef;
  readonly operationId: string;
  readonly stream: StreamHead;
}

type Step =
  | { readonly kind: 'swapped'; readonly epoch: number }
  | { readonly kind: 'head'; readonly headKey: string }
  | Exclude<SwapOutcome, { readonly kind: 'swapped' }>;

/**
 * Puts rebuilt rows in the place of those that readers see, in one transaction with the new epoch, once both have the same
 * batches and the same head. Imports that go on write the new rows from then on.
 */
export async function swapRebuild(parts: ProjectionParts, swap: Swap, projector: Projector): Promise<SwapOutcome> {
  const { workspaceId } = swap.aside;
  await projector.beforeSwap?.();
  for (;;) {
    const step = await inWorkspace(parts.pool, workspaceId, (db) => trySwap(db, swap, projector));
    if (step.kind === 'swapped') {
      await parts.mirrorEpoch?.(workspaceId, step.epoch);
      return { kind: 'swapped' };
    }
    if (step.kind !== 'head') return step;
    await applyHeadAside(parts, swap.aside, step.headKey, projector.prepareHead as PrepareHead);
  }
}

async function trySwap(db: WorkspaceClient, swap: Swap, projector: Projector): Promise<Step> {
  const { aside: ref, stream } = swap;
  const { workspaceId, repositoryId } = ref;
  const rows = await lockedGenerations(db, ref);
  const aside = rows.find((row) => row.generation === ref.generation);
  if (aside === undefined || aside.state === 'retired') return { kind: 'superseded' };
  // An earlier run may have committed and then failed to mirror; this one is its retry.
  if (!aside.aside) return { kind: 'swapped', epoch: await readEpoch(db, workspaceId) };
  const live = liveOf(rows, stream.stream);
  if (live === undefined && (aside.kind === 'past' || rows.some((row) => row.state === 'current'))) {
    await retire(db, workspaceId, aside.generation);
    return { kind: 'superseded' };
  }
  const through = Math.max(live?.appliedThrough ?? 0, stream.through);
  if (aside.appliedThrough < through) return { kind: 'behind', through };
  // Rows that readers see may lie behind what was read, where their stream halted: the head is then that of the reading.
  const like = live !== undefined && live.appliedThrough === through ? live : undefined;
  const headKey = like?.headKey ?? stream.headKey;
  if (projector.prepareHead !== undefined && aside.headKey !== headKey) return { kind: 'head', headKey };
  await takePlace(db, swap, live, like);
  await projector.onActivate?.(db, { workspaceId, repositoryId });
  return { kind: 'swapped', epoch: await raiseEpoch(db, workspaceId) };
}

/** @param like the rows whose head, times and halt the new ones have as well; undefined: the reading's */
async function takePlace(
  db: WorkspaceClient,
  { aside, operationId, stream }: Swap,
  live: GenerationRow | undefined,
  like: GenerationRow | undefined,
): Promise<void> {
  const { workspaceId, generation } = aside;
  if (live !== undefined) await retire(db, workspaceId, live.generation);
  await db.query(
    `update record.generation fresh set state = fresh.kind, aside = false, rebuilt_by = $3, touched_at = now(),
       head_sha = $4, head_at = to_timestamp($5), as_of = $6, begun_at = coalesce(
         (select begun_at from record.generation where workspace_id = $1 and generation = $7), $6)
     where workspace_id = $1 and generation = $2`,
    [
      workspaceId,
      generation,
      operationId,
      stream.headSha,
      stream.headAt,
      stream.asOf,
      // What is begun later than the current state is under way: the order stays as it was. Rows that were lost count as
      // begun when their reading was completed.
      live?.generation ?? null,
    ],
  );
  if (like === undefined) return;
  await db.query(
    `update record.generation fresh set head_sha = seen.head_sha, head_at = seen.head_at, as_of = seen.as_of,
       halted = seen.halted
     from record.generation seen
     where fresh.workspace_id = $1 and fresh.generation = $2 and seen.workspace_id = $1 and seen.generation = $3`,
    [workspaceId, generation, like.generation],
  );
}

async function applyHeadAside(
  parts: ProjectionParts,
  aside: AsideRef,
  headKey: string,
  prepareHead: PrepareHead,
): Promise<void> {
  const write = await prepareHead(headKey);
  await inWorkspace(parts.pool, aside.workspaceId, async (db) => {
    const { rowCount } = await db.query(
      `update record.generation set head_key = $3, touched_at = now()
       where workspace_id = $1 and generation = $2 and aside and state = 'building'`,
      [aside.workspaceId, aside.generation, headKey],
    );
    if (rowCount === 1) await write(db, aside);
  });
}
