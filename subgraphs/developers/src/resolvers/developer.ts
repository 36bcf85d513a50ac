import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { readWindow } from '@trellis/service-kit/window.ts';
import { initialsOf } from '../domain/person-name.ts';
import type { DeveloperResolvers } from '../generated/resolvers.ts';
import { countMetric } from './count-metric.ts';
import { languageMix, tooLittle } from './language-mix.ts';
import { loadersOf, type Pool } from './loaders.ts';

/** A person: names, aliases, and what the person did. */
export function developerResolvers(pool: Pool): DeveloperResolvers {
  const load = (context: ResolverContext) => loadersOf(pool, context);

  return {
    __resolveReference: ({ id }, context) => load(context).developer(id),
    initials: ({ name }) => initialsOf(name),
    aliases: ({ id }, _, context) => load(context).aliasesOf(id),

    firstActiveOn: async ({ id }, _, context) => {
      const days = (await load(context).activityByRepository(id)).map(({ firstDay }) => firstDay);
      return days.sort()[0] ?? null;
    },

    lastActiveOn: async ({ id }, _, context) => {
      const days = (await load(context).activityByRepository(id)).map(({ lastDay }) => lastDay);
      return days.sort().at(-1) ?? null;
    },

    isActive: ({ id }, _, context) => load(context).isActive(id),

    commitCount: async ({ id }, { repositoryId = null, window }, context) => {
      const loaders = load(context);
      return countMetric({
        asOf: await loaders.asOf(repositoryId),
        now: context.now,
        window: readWindow(window),
        unit: 'commits',
        method:
          'Commits that name the person as author or co-author, each once however many of the aliases it names and however many repositories have it; merge commits left out.',
        confidence: await aliasConfidence(context, id),
        count: async (days) => (await loaders.activityAmount(id, { repositoryId, window: days })).commits,
      });
    },

    languages: async ({ id }, { repositoryId = null, window }, context) => {
      const loaders = load(context);
      const scope = { repositoryId, window: readWindow(window) };
      const [asOf, amount, amounts] = await Promise.all([
        loaders.asOf(repositoryId),
        loaders.activityAmount(id, scope),
        loaders.languages(id, scope),
      ]);
      return languageMix({
        asOf,
        now: context.now,
        window: scope.window,
        amounts,
        missing: tooLittle(amount),
        acrossRepositories: repositoryId === null,
        confidence: await aliasConfidence(context, id),
      });
    },

    repositories: async ({ id }, _, context) => {
      const activity = await load(context).activityByRepository(id);
      return activity.map(({ repositoryId, commits, firstDay, lastDay }) => ({
        repository: { id: repositoryId },
        commits,
        firstActiveOn: firstDay,
        lastActiveOn: lastDay,
      }));
    },
  };

  /** A number about a person is as sure as the least sure of the aliases. */
  async function aliasConfidence(context: ResolverContext, developerId: string): Promise<number> {
    const aliases = await load(context).aliasesOf(developerId);
    return Math.min(1, ...aliases.map(({ confidence }) => confidence));
  }
}
