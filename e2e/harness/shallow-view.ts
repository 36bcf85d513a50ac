import { createRandom } from '@trellis/bench/random.ts';
import { createTestRepository, type TestRepository } from './git-repository.ts';

/** A repository as somebody sees it who fetches from it. */
export interface View extends Pick<TestRepository, 'path' | 'git' | 'remove'> {
  /** Fetches what is new, and sometimes more of what is old. @returns whether the history goes further back now */
  update(): boolean;
}

/** The repository itself: nothing to fetch. */
export function wholeView(repository: TestRepository): View {
  return { ...repository, update: () => false };
}

/** A shallow clone, deepened now and then as a seed says. */
export function shallowView(origin: TestRepository, seed: number): View {
  const random = createRandom(seed);
  const clone = createTestRepository('shallow');
  clone.git('remote', 'add', 'origin', `file://${origin.path}`);
  clone.git('fetch', '-q', '--depth=1', 'origin', 'main');
  const boundary = () => clone.git('rev-list', '--max-parents=0', 'FETCH_HEAD').split('\n').sort().join(' ');
  return {
    ...clone,
    update() {
      clone.git('fetch', '-q', 'origin', '+main:main', '--update-head-ok');
      const before = boundary();
      if (random() < 0.6) clone.git('fetch', '-q', `--deepen=${1 + Math.floor(random() * 2)}`, 'origin', 'main');
      clone.git('reset', '-q', '--hard', 'main');
      return boundary() !== before;
    },
  };
}
