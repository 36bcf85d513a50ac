import { CodedError } from '@trellis/service-kit/errors.ts';

/** Tells the caches that a workspace's data (`teams`), or who may see what (`access`), has changed. */
export type MirrorEpoch = (workspaceId: string, name: 'teams' | 'access', epoch: number) => Promise<void>;

/**
 * A change of access is confirmed once every cache and live route goes by it. What is saved and could not be told is told as
 * soon as Redis is back, by comparison with the rows.
 * @throws CodedError UNAVAILABLE
 */
export async function confirmAccess(
  mirrorEpoch: MirrorEpoch,
  workspaceId: string,
  epochs: { readonly access: number; readonly teams?: number },
): Promise<void> {
  try {
    await mirrorEpoch(workspaceId, 'access', epochs.access);
    if (epochs.teams !== undefined) await mirrorEpoch(workspaceId, 'teams', epochs.teams);
  } catch (cause) {
    throw new CodedError('UNAVAILABLE', 'The change is saved, but is not confirmed everywhere yet.', {
      remedy: 'Redis is away; once it is back the change holds everywhere within a second. Look at its log.',
      cause,
    });
  }
}
