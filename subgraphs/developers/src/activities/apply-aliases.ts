import type { AliasLine } from '@trellis/contributions/batch.ts';
import { type AliasHasher, createAliasHasher } from '@trellis/contributions/ids.ts';
import type { ApplyAliases } from '@trellis/contributions/projection.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { isKeptOutLine } from '@trellis/people/kept-out-lines.ts';
import type { Suppressed, Suppression } from '@trellis/people/suppression.ts';
import { readLines } from '@trellis/projection/read-objects.ts';
import { suppressionVersion } from '@trellis/suppression/store.ts';
import { createSuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { replaceMailmap, saveAliases, saveAliasRepository } from '../store/aliases.ts';
import { type EmptyAlias, saveEmptyAliases } from '../store/erasures.ts';
import { lockIdentities } from '../store/identities.ts';
import { livingAddresses } from '../store/living-addresses.ts';
import type { DeveloperParts } from './developer-parts.ts';
import { type HeldAlias, keepOut } from './keep-out.ts';
import { requestErasureAgain } from './request-erasure.ts';

type MailmapLine = Extract<AliasLine, { k: 'mailmap' }>;
type WrittenLine = Extract<AliasLine, { k: 'alias' }>;
type ErasedLine = Extract<AliasLine, { k: 'erased' }>;

/**
 * Takes names over from an alias file and deletes it. A file that is gone was applied before. Mailmap lines replace the
 * repository's mailmap; a file without any leaves it, and one whose only mailmap line is empty takes it away. What is an
 * erased person's enters without name and e-mail.
 */
export async function applyAliases(parts: DeveloperParts, input: ApplyAliases): Promise<void> {
  const { workspaceId, repositoryId, objectKey } = input;
  if (!(await parts.storage.exists(objectKey))) return;
  const lines = await readLines<AliasLine>(parts.storage, objectKey);
  const written = lines.filter((line) => line.k === 'alias');
  const erased = lines.filter((line) => line.k === 'erased');
  const mailmap = lines.filter((line) => line.k === 'mailmap');
  await inWorkspace(parts.pool, workspaceId, async (db) => {
    // One at a time with decisions, which write the same rows in another order.
    await lockIdentities(db, workspaceId);
    const version = await suppressionVersion(db, workspaceId);
    const suppression = await createSuppressionReader(parts.keys).at(db, workspaceId, version);
    await enterAliases(parts, db, workspaceId, { written, erased, suppression });
    const ids = [...written, ...erased].map(({ id }) => id);
    await saveAliasRepository(db, workspaceId, repositoryId, ids);
    if (mailmap.length === 0) return;
    const isKeptOut = isKeptOutLine(suppression);
    await replaceMailmap(
      db,
      workspaceId,
      repositoryId,
      mailmap.filter((line) => saysSomething(line) && !isKeptOut(line)),
    );
  });
  await parts.storage.delete(objectKey);
}

function saysSomething({ properEmail, commitEmail }: MailmapLine): boolean {
  return properEmail !== null || commitEmail !== null;
}

interface Entering {
  readonly written: readonly WrittenLine[];
  readonly erased: readonly ErasedLine[];
  readonly suppression: Suppression;
}

async function enterAliases(
  parts: DeveloperParts,
  db: WorkspaceClient,
  workspaceId: string,
  { written, erased, suppression }: Entering,
): Promise<void> {
  const isKeptOut = (line: WrittenLine) => suppression.erasedAs(line) !== undefined;
  const keptOut = written.filter(isKeptOut);
  await saveAliases(
    db,
    workspaceId,
    written.filter((line) => !isKeptOut(line)),
  );
  await saveEmptyAliases(db, workspaceId, erased);
  const isNew = [...keptOut, ...erased].some(({ id }) => !suppression.isErased(id));
  if (!isNew)
    return saveEmptyAliases(
      db,
      workspaceId,
      keptOut.map((line) => emptyOf(line, suppression)),
    );
  const hasher = hasherOf(parts, workspaceId);
  const rows = await rowsOf(db, workspaceId, erased);
  const entering: HeldAlias[] = keptOut.map((line) => ({ ...line, ...emptyOf(line, suppression), properName: null }));
  const { isNewer } = await keepOut(db, workspaceId, hasher, { named: new Map(), rows, entering });
  // Who was found now has written texts that were kept, and others don't know the address yet.
  if (isNewer) await requestErasureAgain(db, workspaceId);
}

function emptyOf(line: WrittenLine, suppression: Suppression): EmptyAlias {
  const { id, nameHash, emailHash, firstAt } = line;
  return { id, developerId: suppression.erasedAs(line) ?? '', nameHash, emailHash, firstAt };
}

/** What emptied lines keep out: themselves, and an address that nobody else has. */
async function rowsOf(
  db: WorkspaceClient,
  workspaceId: string,
  lines: readonly ErasedLine[],
): Promise<Omit<Suppressed, 'version'>[]> {
  const hashes = lines.flatMap(({ emailHash, address }) => (address !== null && emailHash !== null ? [emailHash] : []));
  const living = await livingAddresses(db, workspaceId, hashes);
  return lines.flatMap(({ id, developerId, emailHash, address }) => {
    const row = (kind: 'alias' | 'address', hash: string) => ({
      kind,
      hash,
      developerId,
      firstWord: null,
      words: null,
    });
    if (address === null || emailHash === null || living.has(emailHash)) return [row('alias', id)];
    return [row('alias', id), row('address', emailHash), { kind: 'phrase' as const, developerId, ...address }];
  });
}

function hasherOf({ keys }: DeveloperParts, workspaceId: string): AliasHasher {
  if (keys === undefined) throw new Error('Names can only be kept out with the key ring.');
  return createAliasHasher(keys.aliasHashing.secret, workspaceId);
}
