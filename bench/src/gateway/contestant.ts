import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Subgraph } from '@trellis/config/config.ts';

/** What every contestant finds: the same subgraphs behind HTTP, and who asks. */
export interface Arena {
  readonly subgraphUrls: Readonly<Record<Subgraph, string>>;
  /** Signing key of the internal token, as the subgraphs accept it. */
  readonly keys: { readonly signing: readonly { readonly id: string; readonly secret: string }[] };
  readonly redisUrl: string;
  readonly workspaceId: string;
}

/** A gateway under test: it answers POST /graphql. Each runs in a process of its own. */
export type StartContestant = (arena: Arena) => Promise<{ readonly url: string }>;

/** Contestants by the name of their file in contestants/, in the order of the table. */
export const CONTESTANTS = ['stock', 'stock-our-transport', 'trellis', 'trellis-cached'] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

/** The composed contract that all of them serve. */
export function supergraphSdl(): string {
  return readFileSync(path.resolve(import.meta.dirname, '../../../schema/supergraph.graphql'), 'utf8');
}
