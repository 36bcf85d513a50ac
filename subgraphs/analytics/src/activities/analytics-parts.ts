import type { KeyRing } from '@trellis/config/config.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';

/** What the activities of analytics work with. */
export interface AnalyticsParts extends ProjectionParts {
  /** The ring that hashes names; absent only where nobody is erased (tests). */
  readonly keys?: Pick<KeyRing, 'aliasHashing'> | undefined;
}
