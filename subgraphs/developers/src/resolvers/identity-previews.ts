import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { mergeWarnings, rulesJoin, splitWarnings } from '../domain/change-warnings.ts';
import { decideIdentities } from '../domain/decide-identities.ts';
import { type Mailmap, readMailmap } from '../domain/mailmap.ts';
import { shownText } from '../domain/shown-name.ts';
import type {
  IdentityChangePreviewResolvers,
  PreviewedPersonResolvers,
  QueryResolvers,
} from '../generated/resolvers.ts';
import { readActivityOfAliases } from '../store/alias-activity.ts';
import { type KnownAlias, knownAliases, knownMailmaps } from '../store/aliases.ts';
import { readDevelopers } from '../store/developers.ts';
import { commitsByAlias } from '../store/identities.ts';
import {
  asHandDecision,
  decisionsInForce,
  findDecision,
  type IdentityDecision,
  peopleOfAliases,
} from '../store/identity-decisions.ts';
import { type ProposedChange, readMerge, readSplit } from './identity-change.ts';
import { aliasesOf } from './identity-decisions.ts';
import type { Pool } from './loaders.ts';
import type { IdentityChangePreviewParent, PreviewedPersonParent } from './parents.ts';

type Preview = IdentityChangePreviewParent;

/** What a merge, a split or an undoing would change: decided as it would be, and not written. */
export function identityPreviews(
  pool: Pool,
): Pick<Required<QueryResolvers>, 'previewMerge' | 'previewSplit' | 'previewUndo'> {
  const within = (
    { viewer: { workspaceId } }: ResolverContext,
    work: (db: WorkspaceClient, workspaceId: string) => Promise<Preview | null>,
  ) => inWorkspace(pool, workspaceId, (db) => work(db, workspaceId));
  return {
    previewMerge: (_, { input }, context) =>
      within(context, async (db, workspaceId) => {
        const change = await readMerge(db, workspaceId, input);
        return change && preview(db, workspaceId, { change });
      }),

    previewSplit: (_, { input }, context) =>
      within(context, async (db, workspaceId) => {
        const change = await readSplit(db, workspaceId, input);
        return change && preview(db, workspaceId, { change });
      }),

    previewUndo: (_, { decisionId }, context) =>
      within(context, async (db, workspaceId) => {
        const decision = isUuid(decisionId) ? await findDecision(db, workspaceId, decisionId) : undefined;
        if (decision === undefined || decision.kind === 'dismissal') return null;
        return preview(db, workspaceId, { undone: decision });
      }),
  };
}

export const identityChangePreviewResolvers: IdentityChangePreviewResolvers = {
  repositories: ({ before, after }) => {
    const ids = new Set([...before, ...after].flatMap(({ repositoryIds }) => repositoryIds));
    return [...ids].sort().map((id) => ({ id }));
  },
  agreement: ({ before }) => ({ id: before.map(({ id }) => id).join() }),
};

export function previewedPersonResolvers(pool: Pool): PreviewedPersonResolvers {
  return {
    aliases: ({ aliasIds }, _, context) => aliasesOf(pool, context, aliasIds),
    firstActiveOn: ({ firstDay }) => firstDay,
    lastActiveOn: ({ lastDay }) => lastDay,
    repositories: ({ repositoryIds }) => repositoryIds.map((id) => ({ id })),
  };
}

type Proposal = { readonly change: ProposedChange } | { readonly undone: IdentityDecision };

async function preview(db: WorkspaceClient, workspaceId: string, proposal: Proposal): Promise<Preview> {
  const aliases = await knownAliases(db, workspaceId);
  const known = new Map(aliases.map((alias) => [alias.id, alias]));
  const mailmaps = await knownMailmaps(db, workspaceId);
  const inForce = await decisionsInForce(db, workspaceId);
  const proposed =
    'change' in proposal ? [...inForce, proposal.change] : inForce.filter(({ id }) => id !== proposal.undone.id);
  const decided = decideIdentities({
    aliases,
    mailmaps,
    byHand: proposed.flatMap((decision) => asHandDecision(decision) ?? []),
    commits: await commitsByAlias(db, workspaceId),
  });

  const about = ('change' in proposal ? proposal.change : proposal.undone).groups.flat();
  const touched = (await peopleOfAliases(db, workspaceId, about)).flatMap(({ aliasIds }) => aliasIds);
  const isTouched = new Set(touched);
  const becoming = [...Map.groupBy(decided.aliases, ({ developerId }) => developerId)]
    .map(([id, members]) => ({ id, aliasIds: members.map(({ aliasId }) => aliasId) }))
    .filter(({ aliasIds }) => aliasIds.some((id) => isTouched.has(id)));
  const people = await peopleOfAliases(db, workspaceId, [...touched, ...becoming.flatMap(({ aliasIds }) => aliasIds)]);
  const names = await readDevelopers(
    db,
    workspaceId,
    people.map(({ developerId }) => developerId),
  );
  const shown = new Map(decided.developers.map((one) => [one.developerId, one]));
  const activity = await readActivityOfAliases(
    db,
    workspaceId,
    [...people, ...becoming].map((one) => one.aliasIds),
  );

  const before = people.map(({ developerId: id, isBot, aliasIds }, i): PreviewedPersonParent => {
    return { id, name: names[i]?.name ?? '', isBot, aliasIds: mainFirst(aliasIds, id), ...(activity[i] as Activity) };
  });
  const after = becoming.map(({ id, aliasIds }, i): PreviewedPersonParent => {
    const { shownAliasId, isBot } = shown.get(id) as NonNullable<ReturnType<typeof shown.get>>;
    const name = nameOf(
      known.get(shownAliasId),
      decided.aliases.find((one) => one.aliasId === shownAliasId)?.properName,
    );
    return { id, name, isBot, aliasIds: mainFirst(aliasIds, id), ...(activity[people.length + i] as Activity) };
  });
  return {
    before,
    after,
    warnings: warningsOf(proposal, { before, after, known, isTouched, mailmaps: mailmaps.map(readMailmap) }),
  };
}

type Activity = Awaited<ReturnType<typeof readActivityOfAliases>>[number];

function warningsOf(
  proposal: Proposal,
  {
    before,
    after,
    known,
    isTouched,
    mailmaps,
  }: Pick<Preview, 'before' | 'after'> & {
    readonly known: ReadonlyMap<string, KnownAlias>;
    readonly isTouched: ReadonlySet<string>;
    readonly mailmaps: readonly Mailmap[];
  },
): Preview['warnings'] {
  const further = after.flatMap(({ aliasIds }) => aliasIds).filter((id) => !isTouched.has(id));
  if (!('change' in proposal)) return rulesJoin(further.length);
  const { kind, groups } = proposal.change;
  const sum = (people: typeof before, of: 'commits' | 'activeDays') => people.reduce((all, one) => all + one[of], 0);
  const written = groups.map((group) => group.flatMap((id) => known.get(id) ?? []));
  return [
    ...(kind === 'merge'
      ? mergeWarnings({
          people: written,
          // Counted once for the one that they would be, and once for each that they are.
          commitsTogether: sum(before, 'commits') - sum(after, 'commits'),
          daysTogether: sum(before, 'activeDays') - sum(after, 'activeDays'),
          mailmaps,
        })
      : splitWarnings(written, mailmaps)),
    ...rulesJoin(further.length),
  ];
}

function mainFirst(aliasIds: readonly string[], main: string): string[] {
  return [...aliasIds].sort((a, b) => Number(b === main) - Number(a === main) || (a < b ? -1 : 1));
}

function nameOf(alias: KnownAlias | undefined, properName: string | null | undefined): string {
  return alias === undefined ? '' : shownText(properName ?? alias.name, alias.email);
}
