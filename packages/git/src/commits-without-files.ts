import type { CommitEvent } from './commit-event.ts';
import { COMMIT_FORMAT, createCommitParser } from './commit-parser.ts';
import type { RepositoryHandle } from './open-repository.ts';
import { assertEndedWell, chunksOf, startGit } from './run-git.ts';

/** The commits alone, for a clone without folders: `git diff-tree` would need them even to show no files. */
export async function* readCommitsWithoutFiles(
  repository: Pick<RepositoryHandle, 'gitDir' | 'shallowBoundary'>,
  blocks: AsyncIterable<readonly string[]>,
  options: { readonly signal?: AbortSignal | undefined },
): AsyncGenerator<CommitEvent> {
  for await (const shas of blocks) {
    const args = ['log', '--stdin', '--no-walk=unsorted', '-z', '--no-patch', '--encoding=UTF-8', '--date=raw'];
    const git = startGit([...args, `--format=${COMMIT_FORMAT}`], { gitDir: repository.gitDir, signal: options.signal });
    let events: CommitEvent[] = [];
    const parser = createCommitParser({
      emit: (event) => events.push(event),
      onBlockEnd: () => {},
      hasLines: false,
      renameLimit: 0,
      shallowBoundary: repository.shallowBoundary,
    });
    try {
      git.stdin.end(`${shas.join('\n')}\n`);
      for await (const chunk of chunksOf(git)) {
        parser.push(chunk);
        yield* events;
        events = [];
      }
      assertEndedWell(await git.ended, 'The history could not be read', options.signal);
    } finally {
      await git.stop();
    }
  }
}
