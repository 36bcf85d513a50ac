import type { Pool } from '@trellis/database/pool.ts';

/** What the resolvers work with. */
export interface ServiceParts {
  readonly pool: Pool;
  /** Tells the relay that the outbox has a new row. */
  readonly poke: () => void;
}
