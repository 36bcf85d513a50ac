import type { KeyRing } from '@trellis/config/config.ts';
import { createAliasHasher } from '@trellis/contributions/ids.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { type OperationParts, viewOperation } from '@trellis/operations/operation-resolvers.ts';
import { findOperation, requestOperation } from '@trellis/operations/store.ts';
import { isKeptOutLine } from '@trellis/people/kept-out-lines.ts';
import { createSuppression } from '@trellis/people/suppression.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { identifiersOf, suppressedRows } from '../domain/erased-person.ts';
import type { ErasurePreviewResolvers, MutationResolvers, QueryResolvers } from '../generated/resolvers.ts';
import { type KnownAlias, knownAliases } from '../store/aliases.ts';
import { type Developer, readAliasesOfDevelopers, readDevelopers } from '../store/developers.ts';
import { commitsOfAliases, mailmapLines, readErasures } from '../store/erasures.ts';
import { lockIdentities } from '../store/identities.ts';
import type { ErasurePreviewParent } from './parents.ts';

/** What erasing needs besides what every operation does. */
export interface ErasureParts extends OperationParts {
  /** The ring that hashes names: what mentions a person is found as it will be. Absent only where nobody is erased. */
  readonly keys?: Pick<KeyRing, 'aliasHashing'> | undefined;
}

const MOST = 500;

const STAYS = [
  'The counts: commits, files and lines stay, for a person without a name.',
  'Repositories as they are: the folder or remote that was read, and the clone that Trellis keeps of a remote, hold what they held.',
  'Paths of files and names of repositories and branches, also where they say a name.',
  'Keyed hashes, so that the person is not taken in again: they can be recognised by whoever has the key ring, and not be read.',
  'Backups made before: a restore erases the person again before anything is shown.',
];

interface FoundPerson {
  readonly developer: Developer;
  readonly own: readonly KnownAlias[];
  readonly others: readonly KnownAlias[];
}

/** The person with the aliases that are theirs now; undefined where nobody has the id, or who had it is erased. */
async function findPerson(db: WorkspaceClient, workspaceId: string, id: string): Promise<FoundPerson | undefined> {
  const [developer] = await readDevelopers(db, workspaceId, [id]);
  if (developer == null) return undefined;
  const [aliases = []] = await readAliasesOfDevelopers(db, workspaceId, [developer.id]);
  const ids = new Set(aliases.map((alias) => alias.id));
  const living = await knownAliases(db, workspaceId);
  const own = living.filter((alias) => ids.has(alias.id));
  return own.length === 0 ? undefined : { developer, own, others: living.filter((alias) => !ids.has(alias.id)) };
}

/** What erasing a person would take away; null where nobody has the id, or who had it is erased. */
function previewErasure(
  { pool, keys }: ErasureParts,
  { viewer: { workspaceId } }: ResolverContext,
  developerId: string,
): Promise<ErasurePreviewParent | null> {
  return inWorkspace(pool, workspaceId, async (db) => {
    const found = await findPerson(db, workspaceId, developerId);
    return found === undefined ? null : describe(db, workspaceId, found, keys);
  });
}

async function describe(
  db: WorkspaceClient,
  workspaceId: string,
  { developer, own, others }: FoundPerson,
  keys: ErasureParts['keys'],
): Promise<ErasurePreviewParent> {
  const identifiers = identifiersOf(own, others);
  const hasher = createAliasHasher(keys?.aliasHashing.secret ?? '', workspaceId);
  const rows = suppressedRows(identifiers, hasher, { developerId: developer.id, version: 1 });
  const isKeptOut = isKeptOutLine(createSuppression(rows, hasher));
  const { commits, repositories } = await commitsOfAliases(
    db,
    workspaceId,
    own.map(({ id }) => id),
  );
  return {
    developerId: developer.id,
    name: developer.name,
    aliases: own.length,
    addresses: new Set(own.map(({ email }) => email.toLowerCase()).filter((email) => email !== '')).size,
    mailmapLines: (await mailmapLines(db, workspaceId)).filter(isKeptOut).length,
    lookedFor: [...identifiers.lookedFor],
    notLookedFor: [...identifiers.notLookedFor],
    commits,
    repositories,
    stays: STAYS,
  };
}

/** What is known of erasures, and what one would take away. */
export function erasureQueries(parts: ErasureParts): Pick<Required<QueryResolvers>, 'previewErasure' | 'erasures'> {
  const { pool } = parts;
  return {
    previewErasure: (_, { developerId }, context) => previewErasure(parts, context, developerId),

    erasures: async (_, { first }, { viewer: { workspaceId } }) => {
      const atMost = first ?? MOST;
      if (atMost < 1 || atMost > MOST)
        throw new CodedError('BAD_INPUT', `first: ${atMost} is not between 1 and ${MOST}.`, { field: 'first' });
      return inWorkspace(pool, workspaceId, async (db) => {
        const erasures = [];
        for (const { erasureId, requestedAt, requestedBy } of (await readErasures(db, workspaceId)).slice(0, atMost)) {
          const operation = await findOperation(db, erasureId);
          // One that an older database lacks ended before, or the ledger would not have it.
          const state = operation?.state ?? ('SUCCEEDED' as const);
          const view = operation === undefined ? null : viewOperation(operation);
          erasures.push({ id: erasureId, at: requestedAt, requestedBy, state, operation: view });
        }
        return erasures;
      });
    },
  };
}

/** Other subgraphs add to a preview, which is found again by its person. */
export function erasurePreviewResolvers(parts: ErasureParts): ErasurePreviewResolvers {
  return {
    __resolveReference: async ({ developerId }, context) =>
      (await previewErasure(parts, context, developerId)) ?? (null as never),
  };
}

/** Asks for a person to be erased. What is done then can't be undone, so the name is typed again. */
export function erasureMutations({ pool, poke }: ErasureParts): Pick<Required<MutationResolvers>, 'eraseDeveloper'> {
  return {
    eraseDeveloper: async (_, { input }, context) => {
      const { workspaceId, memberId, role } = context.viewer;
      const operation = await inWorkspace(pool, workspaceId, async (db) => {
        await lockIdentities(db, workspaceId);
        const found = await findPerson(db, workspaceId, input.developerId);
        if (found === undefined)
          throw new CodedError('NOT_FOUND', 'There is no such person in this workspace.', {
            field: 'input.developerId',
          });
        if (input.confirm.trim() !== found.developer.name.trim())
          throw new CodedError('NOT_CONFIRMED', 'What was typed is not the name that is shown.', {
            field: 'input.confirm',
            remedy: 'Type the name as it stands on the page of the person.',
          });
        return requestOperation(db, {
          workspaceId,
          kind: 'erasePerson',
          input: { developerId: found.developer.id, aliasIds: found.own.map(({ id }) => id) },
          requestedBy: memberId,
          requestedRole: role,
          requestId: context.requestId,
        });
      });
      poke();
      return viewOperation(operation);
    },
  };
}
