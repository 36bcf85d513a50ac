import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createRandom } from './random.ts';

export interface HistoryShape {
  readonly commits: number;
  readonly files: number;
  readonly people: number;
  readonly seed: number;
}

/** What is imported where nothing else is asked for. */
export const PLAIN_HISTORY: HistoryShape = { commits: 5_000, files: 600, people: 40, seed: 42 };

/** Makes a bare repository of this shape in a folder. @returns its path */
export async function generatedRepository(folder: string, shape: HistoryShape): Promise<string> {
  const { commits, people, seed } = shape;
  const gitDir = path.join(folder, `generated-${commits}-${people}-${seed}.git`);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', gitDir]);
  await generateHistory(gitDir, shape);
  return gitDir;
}

/**
 * Writes a history into a bare repository through `git fast-import`: people with uneven activity, one to eight files a
 * commit, renames, co-authors, and a merged side branch every fifty commits. Files keep their size, so that ten times the
 * history is ten times the work and not more. The same shape gives the same SHAs.
 */
export async function generateHistory(gitDir: string, shape: HistoryShape): Promise<void> {
  const git = spawn('git', ['--git-dir', gitDir, 'fast-import', '--quiet'], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(git, 'exit');
  for (const text of historyOf(shape)) {
    if (!git.stdin.write(text)) await once(git.stdin, 'drain');
  }
  git.stdin.end();
  const [status] = await ended;
  if (status !== 0) throw new Error(`git fast-import ended with ${status}.`);
}

function* historyOf({ commits, files, people, seed }: HistoryShape): Generator<string> {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  // A few do most of the work, as in real projects.
  const someone = () => Math.floor(people * random() ** 3);
  const names = Array.from({ length: files }, (_, i) => `src/area${i % 25}/file${i}.ts`);
  const lines = names.map(() => Array.from({ length: 20 + below(120) }, () => line(random)));
  const written = new Set<number>();
  let side: { mark: number; left: number } | undefined;
  for (let n = 1; n <= commits; n++) {
    const at = 1_500_000_000 + n * 3_600 + below(1_800);
    const author = someone();
    const merges = side !== undefined && side.left === 0;
    const message = `Change number ${n}${below(12) === 0 ? `\n\nCo-authored-by: ${person(someone())}` : ''}\n`;
    yield `commit refs/heads/main\nmark :${n}\nauthor ${person(author)} ${at} +0${author % 10}00\ncommitter ${person(author)} ${at} +0000\n`;
    yield `data ${Buffer.byteLength(message)}\n${message}`;
    if (n > 1) yield `from :${n - 1}\n`;
    if (merges && side !== undefined) {
      yield `merge :${side.mark}\n`;
      side = undefined;
      continue;
    }
    if (n % 50 === 0) side = { mark: n - 10, left: 10 };
    else if (side !== undefined) side = { ...side, left: side.left - 1 };
    const touched = new Set(Array.from({ length: 1 + below(8) }, () => below(files)));
    for (const file of touched) {
      const text = lines[file] as string[];
      for (let edits = 1 + below(6); edits > 0; edits--) text.splice(below(text.length), below(3), line(random));
      if (written.has(file) && below(60) === 0) {
        const name = `src/area${below(25)}/file${file}-${n}.ts`;
        yield `R ${names[file]} ${name}\n`;
        names[file] = name;
      }
      written.add(file);
      const content = `${text.join('\n')}\n`;
      yield `M 100644 inline ${names[file]}\ndata ${Buffer.byteLength(content)}\n${content}`;
    }
  }
}

function person(number: number): string {
  return `Person ${String.fromCharCode(65 + (number % 26))}${number} <person${number}@example.org>`;
}

function line(random: () => number): string {
  return `const value${Math.floor(random() * 100_000)} = ${random().toFixed(12)};`;
}
