import type { AliasHasher } from '@trellis/contributions/ids.ts';
import { isUuid } from '@trellis/contributions/ids.ts';
import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { phraseKey } from '@trellis/people/phrases.ts';
import { createSuppression, type Suppressed } from '@trellis/people/suppression.ts';
import { currentGenerations } from '@trellis/projection/readable-generations.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { ErasurePreviewResolvers } from '../generated/resolvers.ts';
import { aliasesOf, erasableRows, subjectsAfter } from '../store/erase.ts';
import type { ErasurePreviewParent } from './parents.ts';

const PAGE = 20_000;

/** What erasing a person does to texts and hours. */
export function erasurePreviewResolvers(pool: Pool): ErasurePreviewResolvers {
  const rows = ({ developerId }: ErasurePreviewParent, { viewer, loader }: ResolverContext) =>
    loader('erasable-rows', (ids: readonly string[]) =>
      inWorkspace(pool, viewer.workspaceId, async (db) => {
        const found = [];
        for (const id of ids) found.push(await erasableRows(db, viewer.workspaceId, id));
        return found;
      }),
    ).load(developerId);
  return {
    __resolveReference: ({ developerId, lookedFor }) =>
      isUuid(developerId) ? { developerId, lookedFor: lookedFor ?? [] } : (null as never),
    ownTexts: async (parent, _, context) => (await rows(parent, context)).ownTexts,
    hourPatternDays: async (parent, _, context) => (await rows(parent, context)).hourPatternDays,
    mentions: (parent, _, context) => countMentions(pool, context, parent),
  };
}

/** Nothing is kept here, so words stand for themselves. */
const UNHASHED: AliasHasher = {
  aliasId: (name, email) => `${name} ${email}`,
  nameHash: (name) => name,
  emailHash: (email) => email,
  phraseHash: (words) => words,
};

/** In how many subjects of others, in current states, a person is mentioned by one of these. */
async function countMentions(
  pool: Pool,
  { viewer: { workspaceId } }: ResolverContext,
  { developerId, lookedFor }: ErasurePreviewParent,
): Promise<number> {
  const phrases = lookedFor.map(phraseKey).filter((key) => key !== '');
  const { redact } = createSuppression(phrases.map(plainPhrase), UNHASHED);
  return inWorkspace(pool, workspaceId, async (db) => {
    const own = await aliasesOf(db, workspaceId, developerId);
    let mentions = 0;
    for (const { generation } of await currentGenerations(db, workspaceId)) {
      for (let after = ''; ; ) {
        const page = await subjectsAfter(db, workspaceId, generation, { after, atMost: PAGE });
        const others = page.filter(({ authorId }) => !own.has(authorId));
        mentions += others.filter(({ subject }) => redact(subject) !== subject).length;
        if (page.length < PAGE) break;
        after = page.at(-1)?.sha ?? '';
      }
    }
    return mentions;
  });
}

function plainPhrase(key: string): Suppressed {
  const words = key.split(' ');
  return {
    kind: 'phrase',
    hash: key,
    developerId: '',
    firstWord: words[0] as string,
    words: words.length,
    version: 1,
  };
}
