import { confirmAccess } from '../mirror-access.ts';
import type { Changed } from '../store/change-access.ts';
import type { ServiceParts } from './service-parts.ts';

/** A change is confirmed once every cache knows that what it holds is older. */
export async function confirm<T>(
  { mirrorEpoch }: ServiceParts,
  workspaceId: string,
  { result, epochs }: Changed<T>,
): Promise<T> {
  await confirmAccess(mirrorEpoch, workspaceId, epochs);
  return result;
}
