import { once } from 'node:events';
import { assertEndedWell, chunksOf, type GitProcess, startGit } from './run-git.ts';

export interface BlobContent {
  /** The name it was asked by: an id, or `<commit>:<path>`. */
  readonly blob: string;
  /** At most `maxBytes` from its beginning; null when it is not here (a partial clone). */
  readonly content: Buffer | null;
  /** Its whole size in bytes. */
  readonly size: number;
}

const NAMES_PER_WRITE = 256;

/**
 * Reads blobs in the order asked, by one git process. What lies beyond `maxBytes` of a blob passes through without being
 * kept.
 */
export async function* readBlobs(
  repository: { readonly gitDir: string },
  names: Iterable<string> | AsyncIterable<string>,
  options: { readonly maxBytes: number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<BlobContent> {
  const git = startGit(['cat-file', '--batch', '--buffer'], { gitDir: repository.gitDir, signal: options.signal });
  const asked: string[] = [];
  const writing = writeNames(git, names, asked);
  writing.catch(() => git.stop());
  try {
    let current: { size: number; kept: Buffer[]; keep: number; left: number } | null = null;
    let head = Buffer.alloc(0);
    for await (let bytes of chunksOf(git)) {
      while (bytes.length > 0) {
        if (current) {
          const part = bytes.subarray(0, current.left);
          if (current.keep > 0) {
            // A copy, so that a short beginning doesn't hold on to the whole piece.
            const kept = Buffer.from(part.subarray(0, current.keep));
            current.kept.push(kept);
            current.keep -= kept.length;
          }
          current.left -= part.length;
          bytes = bytes.subarray(part.length);
          if (current.left > 0) continue;
          // The newline after the content is not part of it.
          const content: Buffer = current.kept.length === 1 ? (current.kept[0] as Buffer) : Buffer.concat(current.kept);
          yield { blob: asked.shift() as string, content: content.subarray(0, current.size), size: current.size };
          current = null;
          continue;
        }
        const end = bytes.indexOf(0x0a);
        head = Buffer.concat([head, end < 0 ? bytes : bytes.subarray(0, end)]);
        bytes = end < 0 ? bytes.subarray(bytes.length) : bytes.subarray(end + 1);
        if (end < 0) continue;
        const size = /^[0-9a-f]+ blob (\d+)$/.exec(head.toString('latin1'))?.[1];
        head = Buffer.alloc(0);
        if (size === undefined) yield { blob: asked.shift() as string, content: null, size: 0 };
        else
          current = {
            size: Number(size),
            kept: [],
            keep: Math.min(options.maxBytes, Number(size)),
            left: Number(size) + 1,
          };
      }
    }
    await writing;
    assertEndedWell(await git.ended, 'File contents could not be read', options.signal);
  } finally {
    await git.stop();
    await writing.catch(() => {});
  }
}

/** Hands the names over as fast as git takes them; stops when git is gone. */
async function writeNames(
  git: GitProcess,
  names: Iterable<string> | AsyncIterable<string>,
  asked: string[],
): Promise<void> {
  let lines: string[] = [];
  const write = async () => {
    const isTaken = git.stdin.write(lines.join(''));
    lines = [];
    if (!isTaken) await Promise.race([once(git.stdin, 'drain'), git.ended]);
  };
  for await (const name of names) {
    if (git.stdin.destroyed) return;
    asked.push(name);
    lines.push(`${name}\n`);
    if (lines.length === NAMES_PER_WRITE) await write();
  }
  if (lines.length > 0) await write();
  git.stdin.end();
}
