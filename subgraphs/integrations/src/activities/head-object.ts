import type { HeadFile } from '@trellis/contributions/batch.ts';
import { BatchCorruptError, decodeLines, encodeLines } from '@trellis/contributions/codec.ts';
import { parseAttributes } from '@trellis/file-classifier/attributes.ts';
import { type Classifier, createClassifier } from '@trellis/file-classifier/classifier.ts';
import type { RepositoryHandle } from '@trellis/git/open-repository.ts';
import { readBlobs } from '@trellis/git/read-blobs.ts';
import { listTree, readAttributes } from '@trellis/git/read-tree.ts';
import { ObjectMissingError, type ObjectStorage } from '@trellis/storage/object-storage.ts';
import { createPathClasses, type PathClass, type PathClasses } from '../domain/path-classes.ts';

/** A `.gitattributes` file of the head. */
interface AttributeFile {
  /** Empty for the top. */
  readonly directory: string;
  readonly text: string;
}

/** All files at an analysed head with their classes, and what classifies the paths that are gone. */
export interface Head {
  readonly files: readonly HeadFile[];
  readonly attributes: readonly AttributeFile[];
  readonly atHead: ReadonlyMap<string, PathClass>;
  readonly classes: PathClasses;
}

/** Most that is read of one file to tell what it is. */
const CONTENT_BYTES = 64 * 1024;

/**
 * Lists the files at a commit and classifies them, reading only content that decides and that `before` did not have.
 * @param before the head analysed last; used where attributes are the same
 */
export async function readHead(
  repository: RepositoryHandle,
  sha: string,
  before: Head | undefined,
  signal: AbortSignal,
): Promise<Head> {
  const attributes = await readAttributes(repository, sha, { signal });
  const classifier = createClassifier(parseAttributes(attributes));
  const known = new Map<string, HeadFile>();
  if (before !== undefined && JSON.stringify(before.attributes) === JSON.stringify(attributes)) {
    for (const file of before.files) known.set(`${file.b} ${file.p}`, file);
  }
  const files: HeadFile[] = [];
  const unclear = new Map<string, number[]>();
  for await (const entries of listTree(repository, sha, { signal })) {
    for (const { path: p, blob: b, size } of entries) {
      const same = known.get(`${b} ${p}`);
      if (same !== undefined) {
        files.push(same);
        continue;
      }
      const { fileClass: c, language: l, needsContent } = classifier.byPath(p);
      if (needsContent) remember(unclear, b, files.length);
      files.push({ p, c, l, b, size: size ?? 0 });
    }
  }
  await classifyByContent(repository, classifier, files, unclear, signal);
  return assembleHead(files, attributes, classifier);
}

function remember(unclear: Map<string, number[]>, blob: string, index: number): void {
  const known = unclear.get(blob);
  if (known === undefined) unclear.set(blob, [index]);
  else known.push(index);
}

async function classifyByContent(
  repository: RepositoryHandle,
  classifier: Classifier,
  files: HeadFile[],
  unclear: ReadonlyMap<string, readonly number[]>,
  signal: AbortSignal,
): Promise<void> {
  if (unclear.size === 0 || repository.missing !== 'nothing') return;
  for await (const { blob, content } of readBlobs(repository, unclear.keys(), { maxBytes: CONTENT_BYTES, signal })) {
    if (content === null) continue;
    for (const index of unclear.get(blob) ?? []) {
      const file = files[index] as HeadFile;
      const { fileClass, language } = classifier.byContent(file.p, content);
      files[index] = { ...file, c: fileClass, l: language };
    }
  }
}

function assembleHead(files: readonly HeadFile[], attributes: readonly AttributeFile[], classifier: Classifier): Head {
  const atHead = new Map<string, PathClass>();
  for (const { p, c, l } of files) atHead.set(p, { fileClass: c, language: l });
  return { files, attributes, atHead, classes: createPathClasses(atHead, (path) => classifier.byPath(path)) };
}

/** Stores a head: its files for everybody who projects, and beside them the attributes for the next import. */
export async function storeHead(storage: ObjectStorage, key: string, head: Head): Promise<void> {
  await storage.put(rulesKey(key), (await encodeLines(head.attributes)).bytes);
  await storage.put(key, (await encodeLines(head.files)).bytes);
}

export async function loadHead(storage: ObjectStorage, key: string): Promise<Head> {
  const attributes = await decodeLines<AttributeFile>(await storage.get(rulesKey(key)));
  const files = await decodeLines<HeadFile>(await storage.get(key));
  return assembleHead(files, attributes, createClassifier(parseAttributes(attributes)));
}

/** As `loadHead`; undefined where the stored head is damaged or gone. */
export async function loadHeadIfReadable(storage: ObjectStorage, key: string): Promise<Head | undefined> {
  try {
    return await loadHead(storage, key);
  } catch (error) {
    if (error instanceof BatchCorruptError || error instanceof ObjectMissingError) return undefined;
    throw error;
  }
}

function rulesKey(headKey: string): string {
  return `${headKey}.attributes`;
}
