import type { KeyRing } from '@trellis/config/config.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';

/** What the activities of teams work with. */
export interface TeamsParts extends ProjectionParts {
  /** The ring that hashes names; absent only where nobody is erased (tests). */
  readonly keys?: Pick<KeyRing, 'aliasHashing'> | undefined;
}
