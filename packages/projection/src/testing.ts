import type {
  BatchLine,
  BatchRef,
  ChangeStatus,
  CommitLine,
  CommitText,
  FileClass,
  IdentityLine,
  PathLine,
} from '@trellis/contributions/batch.ts';
import { encodeLines } from '@trellis/contributions/codec.ts';
import { namedId } from '@trellis/contributions/ids.ts';
import type { ApplyIdentities, GenerationRef, ProjectionActivities } from '@trellis/contributions/projection.ts';
import { ObjectMissingError, type ObjectStorage } from '@trellis/storage/object-storage.ts';

/** Objects in memory, for tests. */
export function createMemoryStorage(): ObjectStorage & { readonly objects: Map<string, Buffer> } {
  const objects = new Map<string, Buffer>();
  return {
    objects,
    put: async (key, bytes) => void objects.set(key, bytes),
    get: async (key) => {
      const bytes = objects.get(key);
      if (bytes === undefined) throw new ObjectMissingError(key);
      return bytes;
    },
    exists: async (key) => objects.has(key),
    delete: async (key) => void objects.delete(key),
    deleteBelow: async (prefix) => {
      for (const key of objects.keys()) if (key.startsWith(prefix)) objects.delete(key);
    },
    async *list(prefix) {
      for (const key of objects.keys()) if (key.startsWith(prefix)) yield key;
    },
    ready: async () => undefined,
  };
}

/** One changed file of a commit in a test. */
export interface TestChange {
  readonly path: string;
  readonly status?: ChangeStatus;
  readonly added?: number | null;
  readonly deleted?: number | null;
  readonly oldPath?: string;
  readonly class?: FileClass;
  readonly language?: string | null;
}

/** A commit in a test; what is left out is an ordinary commit of one alias at noon UTC of 2026-01-05, a Monday. */
export interface TestCommit extends Partial<Omit<CommitLine, 'k' | 'files'>> {
  readonly changes?: readonly TestChange[];
  readonly subject?: string;
}

/** A SHA of a name, so that tests can say which commit they mean. */
export function testSha(name: string): string {
  return namedId('commit', name).replaceAll('-', '').padEnd(40, '0');
}

/** Writes a batch and its texts; the reference goes to `applyBatch`. */
export async function putBatch(
  storage: ObjectStorage,
  stream: GenerationRef,
  number: number,
  commits: readonly TestCommit[],
): Promise<BatchRef> {
  const paths = new Map<string, number>();
  const lines: BatchLine[] = [
    {
      k: 'batch',
      v: 1,
      workspaceId: stream.workspaceId,
      repositoryId: stream.repositoryId,
      generation: stream.generation,
    },
  ];
  const texts: CommitText[] = [];
  const pathNumber = (path: string, change: TestChange): number => {
    const known = paths.get(path);
    if (known !== undefined) return known;
    const line: PathLine = {
      k: 'path',
      i: paths.size,
      p: path,
      c: change.class ?? 'source',
      l: change.language ?? null,
    };
    paths.set(path, line.i);
    lines.push(line);
    return line.i;
  };
  commits.forEach(({ changes = [], subject = '', ...given }, index) => {
    const sha = given.sha ?? testSha(`${stream.repositoryId} ${number} ${index}`);
    const numbered = changes.map((change) => {
      const { status = 'M', added = 1, deleted = 0, oldPath } = change;
      const path = pathNumber(change.path, change);
      return oldPath === undefined
        ? ([path, status, added, deleted] as const)
        : ([path, status, added, deleted, pathNumber(oldPath, change)] as const);
    });
    const at = given.at ?? Date.UTC(2026, 0, 5, 12) / 1_000;
    lines.push({
      k: 'commit',
      sha,
      parents: given.parents ?? 1,
      at,
      off: given.off ?? 0,
      ct: given.ct ?? at,
      credit: given.credit ?? [namedId('alias', 'somebody')],
      forge: given.forge ?? false,
      files: numbered.length,
    });
    if (numbered.length > 0) lines.push({ k: 'files', f: numbered });
    texts.push({ sha, subject });
  });
  const batch = await encodeLines(lines);
  const text = await encodeLines(texts);
  const objectKey = `batches/${batch.digest}`;
  const textKey = `texts/${batch.digest}`;
  await storage.put(objectKey, batch.bytes);
  await storage.put(textKey, text.bytes);
  return { ...stream, number, objectKey, textKey, commits: commits.length };
}

/** Writes a full set of identity decisions; what is left out of a line is a person of one alias, no bot. */
export async function putIdentities(
  storage: ObjectStorage,
  workspaceId: string,
  version: number,
  lines: readonly (Partial<IdentityLine> & { readonly aliasId: string })[],
): Promise<ApplyIdentities> {
  const full = lines.map((line) => ({
    developerId: namedId('developer', line.aliasId),
    nameHash: null,
    emailHash: null,
    isBot: false,
    ...line,
  }));
  const { digest, bytes } = await encodeLines(full);
  const objectKey = `identities/${digest}`;
  await storage.put(objectKey, bytes);
  return { workspaceId, version, objectKey };
}

/** Begins a generation, applies one batch of the given commits, and makes it the current state. */
export async function importCommits(
  activities: ProjectionActivities,
  storage: ObjectStorage,
  stream: GenerationRef,
  commits: readonly TestCommit[],
  past?: { readonly until: string },
): Promise<void> {
  const kind = past === undefined ? 'current' : 'past';
  await activities.beginGeneration({ ...stream, kind, until: past?.until ?? null });
  await activities.applyBatch(await putBatch(storage, stream, 1, commits));
  await activities.activateGeneration({
    ...stream,
    headSha: testSha(`${stream.generation} head`),
    headAt: Date.UTC(2026, 0, 31) / 1_000,
    asOf: '2026-02-01T00:00:00.000Z',
  });
}
