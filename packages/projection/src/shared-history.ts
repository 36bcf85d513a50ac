import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** Where a subgraph keeps its commits: SQL names, the key unique inside a generation. */
export interface CommitTable {
  readonly table: string;
  readonly key: string;
  /** A condition on `root` that holds for commits without parents; an index on it keeps the look-up small. */
  readonly isRoot: string;
}

/**
 * The repository's current generation and those that share a commit with it, or with the ones it replaced; none where
 * nothing is shared. Two histories share a commit where one holds a root of the other (the last commit of a shallow
 * clone counts as its root).
 */
export async function generationsSharingHistory(
  db: WorkspaceClient,
  workspaceId: string,
  repositoryId: string,
  commits: CommitTable,
): Promise<string[]> {
  const { rows } = await db.query<{ generation: string }>(
    `with own as (
       select generation, state from record.generation
       where workspace_id = $1 and repository_id = $2 and state in ('current', 'retired')),
     other as (
       select generation from record.generation
       where workspace_id = $1 and repository_id <> $2 and state = 'current'),
     related as (
       select other.generation from own cross join other
       where ${holdsRootOf(commits, 'own', 'other')} or ${holdsRootOf(commits, 'other', 'own')})
     select generation from related
     union
     select own.generation from own where own.state = 'current' and exists (select from related)`,
    [workspaceId, repositoryId],
  );
  return rows.map((row) => row.generation);
}

function holdsRootOf({ table, key, isRoot }: CommitTable, holder: string, rooted: string): string {
  return `exists (
    select from ${table} root
    join ${table} held on held.workspace_id = root.workspace_id and held.${key} = root.${key}
    where root.workspace_id = $1 and root.generation = ${rooted}.generation and ${isRoot}
      and held.generation = ${holder}.generation)`;
}
