import type { KeyRing } from '@trellis/config/config.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';

/** What the activities of developers work with. */
export interface DeveloperParts extends ProjectionParts {
  /** The ring that hashes names; absent only where nobody is erased (tests). */
  readonly keys?: Pick<KeyRing, 'aliasHashing'> | undefined;
  /** Unlinks what is cached of a workspace; absent where nothing is. */
  readonly forgetCached?: ((workspaceId: string) => Promise<void>) | undefined;
}
