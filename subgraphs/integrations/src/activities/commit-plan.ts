import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listCommits } from '@trellis/git/commit-list.ts';
import type { RepositoryHandle } from '@trellis/git/open-repository.ts';

/** The commits of a reading, in order: a file of SHAs of equal length, so that a segment is found by its position. */
export interface CommitPlan {
  readonly file: string;
  readonly commits: number;
}

interface PlannedRange {
  readonly generation: string;
  readonly ordinal: number;
  readonly baseSha: string | null;
  readonly headSha: string;
}

/** Lists the commits of a range into the plan's file, or finds it listed already. */
export async function ensureCommitPlan(
  dataDir: string,
  repository: RepositoryHandle,
  range: PlannedRange,
  signal: AbortSignal,
): Promise<CommitPlan> {
  const folder = path.join(dataDir, 'plans');
  const file = path.join(folder, `${range.generation}-${range.ordinal}.shas`);
  const line = range.headSha.length + 1;
  const known = await stat(file).catch(() => undefined);
  if (known !== undefined) return { file, commits: known.size / line };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const aside = `${file}.${process.pid}.part`;
  const notReachableFrom = range.baseSha === null ? [] : [range.baseSha];
  async function* lines() {
    for await (const shas of listCommits(repository, { head: range.headSha, notReachableFrom }, { signal })) {
      yield `${shas.join('\n')}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(aside, { mode: 0o600 }));
  await rename(aside, file);
  return { file, commits: (await stat(file)).size / line };
}

/** The SHAs at positions [from, to) of a plan. */
export async function plannedCommits(
  plan: CommitPlan,
  shaLength: number,
  range: { from: number; to: number },
): Promise<string[]> {
  const line = shaLength + 1;
  const bytes = Buffer.alloc((range.to - range.from) * line);
  const handle = await open(plan.file, 'r');
  try {
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, range.from * line);
    return bytes
      .toString('latin1', 0, bytesRead)
      .split('\n')
      .filter((sha) => sha !== '');
  } finally {
    await handle.close();
  }
}

/** Removes the plans of a generation that nobody reads any more. */
export async function removeCommitPlan(dataDir: string, generation: string, ordinal: number): Promise<void> {
  await rm(path.join(dataDir, 'plans', `${generation}-${ordinal}.shas`), { force: true });
}
