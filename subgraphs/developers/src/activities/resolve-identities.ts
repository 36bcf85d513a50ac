import type { IdentityLine } from '@trellis/contributions/batch.ts';
import { encodeLines } from '@trellis/contributions/codec.ts';
import type { ApplyIdentities } from '@trellis/contributions/projection.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch } from '@trellis/projection/epoch.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import { type DecidedIdentity, decideIdentities, type IdentityDecisions } from '../domain/decide-identities.ts';
import { withErasedPeople } from '../domain/erased-people.ts';
import { knownAliases, knownMailmaps, saveVerdicts } from '../store/aliases.ts';
import { erasedAliases } from '../store/erasures.ts';
import {
  type AliasPerson,
  commitsByAlias,
  type DeveloperRow,
  forgetAliasPeople,
  knownAliasPeople,
  knownDevelopers,
  lockIdentities,
  saveAliasPeople,
  saveDevelopers,
  saveIdentityVersion,
} from '../store/identities.ts';
import { handDecisions } from '../store/identity-decisions.ts';

/**
 * Decides anew, from all aliases, mailmaps and decisions by hand of the workspace, which aliases are one person. The version rises only where
 * a decision that other subgraphs hold changed; its full set is an object, written before the decision is committed.
 * @returns null where the caller's version is the newest
 */
export async function resolveIdentities(
  parts: ProjectionParts,
  input: { readonly workspaceId: string; readonly knownVersion: number },
): Promise<ApplyIdentities | null> {
  const { workspaceId, knownVersion } = input;
  const { version, epoch } = await inWorkspace(parts.pool, workspaceId, async (db) => {
    const before = await lockIdentities(db, workspaceId);
    const { changedPeople, changedNames, decisions } = await decideAndSave(db, workspaceId);
    const after = changedPeople ? Math.max(before, knownVersion) + 1 : before;
    if (changedPeople) await saveIdentityVersion(db, workspaceId, after);
    const objectKey = identitiesKey(workspaceId, after);
    if (changedPeople || (after > knownVersion && !(await parts.storage.exists(objectKey)))) {
      const { bytes } = await encodeLines(decisions.aliases.map(identityLine));
      await parts.storage.put(objectKey, bytes);
    }
    return { version: after, epoch: changedPeople || changedNames ? await raiseEpoch(db, workspaceId) : undefined };
  });
  if (epoch !== undefined) await parts.mirrorEpoch?.(workspaceId, epoch);
  return version > knownVersion ? { workspaceId, version, objectKey: identitiesKey(workspaceId, version) } : null;
}

function identitiesKey(workspaceId: string, version: number): string {
  return `workspaces/${workspaceId}/identities/${version}.ndjson.zst`;
}

interface Changes {
  /** Something that travels to the other subgraphs. */
  readonly changedPeople: boolean;
  /** Something that only readers of this subgraph see. */
  readonly changedNames: boolean;
  readonly decisions: IdentityDecisions;
}

async function decideAndSave(db: WorkspaceClient, workspaceId: string): Promise<Changes> {
  const aliases = await knownAliases(db, workspaceId);
  const mailmaps = await knownMailmaps(db, workspaceId);
  const people = new Map((await knownAliasPeople(db, workspaceId)).map((one) => [one.aliasId, one]));
  const known = await knownDevelopers(db, workspaceId);
  const byHand = await handDecisions(db, workspaceId);
  const commits = await commitsByAlias(db, workspaceId);
  const erased = await erasedAliases(db, workspaceId);
  const decisions = withErasedPeople(decideIdentities({ aliases, mailmaps, byHand, commits }), erased, commits);

  const changed = decisions.aliases.filter((one) => !sameBelonging(one, people.get(one.aliasId)));
  await saveAliasPeople(db, workspaceId, changed);
  const written = new Map(aliases.map((alias) => [alias.id, alias]));
  const verdicts = decisions.aliases.flatMap(({ aliasId, properName, botReason }) => {
    const alias = written.get(aliasId);
    if (alias === undefined || (alias.properName === properName && alias.botReason === botReason)) return [];
    return [{ ...alias, properName, botReason }];
  });
  await saveVerdicts(db, workspaceId, verdicts);
  const decided = new Set(decisions.aliases.map(({ aliasId }) => aliasId));
  const forgotten = [...people.keys()].filter((aliasId) => !decided.has(aliasId));
  if (forgotten.length > 0) await forgetAliasPeople(db, workspaceId, forgotten);
  const developers = decisions.developers.filter((one) => !sameDeveloper(one, known.get(one.developerId)));
  const there = new Set(decisions.developers.map(({ developerId }) => developerId));
  const gone = [...known.keys()].filter((id) => !there.has(id));
  if (developers.length + gone.length > 0) await saveDevelopers(db, workspaceId, developers, gone);
  return {
    changedPeople: forgotten.length > 0 || changed.some((one) => !sameIdentity(one, people.get(one.aliasId))),
    changedNames: changed.length + verdicts.length + developers.length + gone.length > 0,
    decisions,
  };
}

function identityLine({ aliasId, developerId, nameHash, emailHash, isBot }: DecidedIdentity): IdentityLine {
  return { aliasId, developerId, nameHash, emailHash, isBot };
}

function sameIdentity(one: DecidedIdentity, known: AliasPerson | undefined): boolean {
  return (
    known !== undefined &&
    one.developerId === known.developerId &&
    one.nameHash === known.nameHash &&
    one.emailHash === known.emailHash &&
    one.isBot === known.isBot
  );
}

/** Confidence is kept with the precision of PostgreSQL's `real`. */
function sameBelonging(one: DecidedIdentity, known: AliasPerson | undefined): boolean {
  if (known === undefined || !sameIdentity(one, known)) return false;
  return one.rule === known.rule && Math.abs(one.confidence - known.confidence) < 1e-6;
}

function sameDeveloper(one: DeveloperRow, known: DeveloperRow | undefined): boolean {
  return known !== undefined && one.shownAliasId === known.shownAliasId && one.isBot === known.isBot;
}
