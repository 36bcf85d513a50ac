import type { AliasIdentity } from './author-identity.ts';
import type { Renames } from './file-history.ts';

/** A file at the head. */
export interface HeadFileEntry {
  readonly pathId: number;
  readonly path: string;
  readonly fileClass: string;
  readonly language: string | null;
}

/** What each credit did at each path, one entry a pair; times in seconds since 1970. */
export interface PathCredits {
  readonly path: Int32Array;
  readonly credit: Int32Array;
  readonly additions: Int32Array;
  readonly deliveries: Int32Array;
  readonly firstAt: Float64Array;
  readonly lastAt: Float64Array;
  /** SHA of the first counted commit as hex. */
  firstSha(entry: number): string;
}

/** An alias of the workspace, with when it was last at work in any of its repositories (seconds since 1970; null: never). */
export interface WorkspaceAlias extends AliasIdentity {
  readonly lastAt: number | null;
}

/** All that authorship of one generation is computed from. */
export interface GenerationHistory {
  readonly pathCount: number;
  /** Sorted by path (UTF-16 order). */
  readonly files: readonly HeadFileEntry[];
  readonly pathCredits: PathCredits;
  readonly renames: Renames;
  readonly aliases: readonly WorkspaceAlias[];
  /** Aliases of each credit by their index in `aliases`, the author first. */
  readonly credits: readonly Int32Array[];
}
