import type { Subgraph } from '@trellis/config/config.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';

/** What of an installation a backup holds. */
export interface Installation {
  /** Per subgraph, the role that owns its tables. */
  readonly ownerUrls: Readonly<Record<Subgraph, string>>;
  /** The service role's connection to the developers database, which keeps the ledger of erasures. */
  readonly developersUrl: string;
  readonly storage: ObjectStorage;
  readonly keyRingFile: string;
}

/** Where an installation may have objects. */
export const OBJECT_PREFIXES = ['workspaces/', 'data-keys/', 'ledger/'] as const;

/** The ledger of erasures is kept apart: a backup adds to it, and never takes anything away. */
export const LEDGER_PREFIX = 'ledger/';
