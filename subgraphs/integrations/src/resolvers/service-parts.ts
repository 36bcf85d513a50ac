import type { Pool } from '@trellis/database/pool.ts';

/** What the resolvers work with. */
export interface ServiceParts {
  readonly pool: Pool;
  /** Tells the relay that the outbox has a new row. */
  readonly poke: () => void;
  /** Tells the relay of operations that one was asked for. */
  readonly pokeOperations: () => void;
}
