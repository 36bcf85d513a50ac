import { randomUUID } from 'node:crypto';
import type { AliasLine } from '@trellis/contributions/batch.ts';
import { encodeLines } from '@trellis/contributions/codec.ts';
import { createAliasHasher } from '@trellis/contributions/ids.ts';
import type { ApplyAliases, GenerationRef } from '@trellis/contributions/projection.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';
import type { MailmapEntry } from './domain/mailmap.ts';

const RING_SECRET = Buffer.alloc(32, 9).toString('base64url');

/** The id that an alias written as `Name <e-mail>` has in a workspace, in tests. */
export function aliasIdOf(workspaceId: string, written: string): string {
  const { name, email } = readWritten(written);
  return createAliasHasher(RING_SECRET, workspaceId).aliasId(name, email);
}

function readWritten(written: string): { name: string; email: string } {
  const match = /^(.*?)\s*<([^>]*)>$/.exec(written);
  if (match === null) throw new TypeError(`${written} is not written as Name <e-mail>.`);
  return { name: match[1] as string, email: match[2] as string };
}

/** Lines of an alias file, first seen in the order given. */
export function aliasLines(workspaceId: string, written: readonly string[]): AliasLine[] {
  const hasher = createAliasHasher(RING_SECRET, workspaceId);
  return written.map((one, index) => {
    const { name, email } = readWritten(one);
    return {
      k: 'alias',
      id: hasher.aliasId(name, email),
      name,
      email,
      nameHash: hasher.nameHash(name),
      emailHash: hasher.emailHash(email),
      firstAt: 1_000_000 + index,
    };
  });
}

/** Writes an alias file; the reference goes to `applyAliases`. */
export async function putAliases(
  storage: ObjectStorage,
  stream: GenerationRef,
  written: readonly string[],
  mailmap: readonly Partial<MailmapEntry>[] = [],
): Promise<ApplyAliases> {
  const { workspaceId, repositoryId } = stream;
  const nothing = { properName: null, properEmail: null, commitName: null, commitEmail: null };
  const lines = mailmap.map((entry): AliasLine => ({ k: 'mailmap', ...nothing, ...entry }));
  const { bytes } = await encodeLines([...aliasLines(workspaceId, written), ...lines]);
  const objectKey = `aliases/${randomUUID()}`;
  await storage.put(objectKey, bytes);
  return { workspaceId, repositoryId, objectKey };
}

/** A new reading of a new repository, in a new workspace unless one is given. */
export function newStream(workspaceId: string = randomUUID()): GenerationRef {
  return { workspaceId, repositoryId: randomUUID(), generation: randomUUID() };
}
