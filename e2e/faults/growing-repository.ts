import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generatedRepository } from '@trellis/bench/generated-history.ts';
import { writeHistory } from '../harness/arbitrary-repository.ts';
import { createTestRepository, type TestRepository } from '../harness/git-repository.ts';

export interface GrowingRepository extends TestRepository {
  /** Each leads to another head: the long first history, then steps that an increment might fail to extend. */
  readonly stages: readonly (() => void)[];
}

/** So many commits take an import several seconds. */
const FIRST_COMMITS = 2_000;
const STEPS = 5;

/** A repository whose history of a seed is long, with merges, renames and co-authors, and then goes on in every odd way. */
export async function createGrowingRepository(seed: number, commits = FIRST_COMMITS): Promise<GrowingRepository> {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-history-'));
  const long = await generatedRepository(folder, { commits, files: 300, people: 25, seed });
  const repository = createTestRepository(`growing-${seed}`);
  repository.git('fetch', '-q', long, 'main');
  repository.git('reset', '-q', '--hard', 'FETCH_HEAD');
  rmSync(folder, { recursive: true, force: true });
  const goOn = () => {
    for (const _ of writeHistory(repository, seed, STEPS));
  };
  return { ...repository, stages: [() => undefined, goOn] };
}
