import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import { currentGenerations, oldestAsOf } from '@trellis/projection/readable-generations.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { addDays, type DayWindow } from '@trellis/service-kit/window.ts';
import {
  type Alias,
  type Developer,
  readAliases,
  readAliasesOfDevelopers,
  readDevelopers,
} from '../store/developers.ts';
import { type LanguageAmount, readLanguagesOfPeople } from '../store/languages.ts';
import {
  type ActivityAmount,
  type RepositoryActivity,
  readActivityAmount,
  readActivityByRepository,
  readIsActive,
} from '../store/person-activity.ts';

export type Pool = ProjectionParts['pool'];

/** In which part of history a number looks. */
export interface Scope {
  readonly repositoryId: string | null;
  /** Undefined: all of history. */
  readonly window: DayWindow | undefined;
}

const ACTIVE_DAYS = 365;

/** The days in which a commit makes a person active; tomorrow in UTC is today already east of it. */
export function activeWindow(now: Date): DayWindow {
  const today = now.toISOString().slice(0, 10);
  return { from: addDays(today, -ACTIVE_DAYS), to: addDays(today, 1) };
}

/** What one request asks of the database, each kind of question once for all ids. */
export function loadersOf(pool: Pool, context: ResolverContext) {
  const { workspaceId } = context.viewer;
  const load = <V>(
    name: string,
    key: string,
    read: (db: WorkspaceClient, keys: readonly string[]) => Promise<readonly V[]>,
  ) => context.loader<string, V>(name, (keys) => inWorkspace(pool, workspaceId, (db) => read(db, keys))).load(key);

  return {
    developer: (id: string): Promise<Developer | null> =>
      load('developer', id, (db, ids) => readDevelopers(db, workspaceId, ids)),

    alias: (id: string): Promise<Alias | null> => load('alias', id, (db, ids) => readAliases(db, workspaceId, ids)),

    aliasesOf: (developerId: string): Promise<Alias[]> =>
      load('aliases-of', developerId, (db, ids) => readAliasesOfDevelopers(db, workspaceId, ids)),

    activityByRepository: (developerId: string): Promise<RepositoryActivity[]> =>
      load('activity-by-repository', developerId, (db, ids) => readActivityByRepository(db, workspaceId, ids)),

    isActive: (developerId: string): Promise<boolean> =>
      load('is-active', developerId, (db, ids) => readIsActive(db, workspaceId, ids, activeWindow(context.now))),

    activityAmount: (developerId: string, scope: Scope): Promise<ActivityAmount> =>
      load(`activity-amount ${scopeKey(scope)}`, developerId, (db, ids) =>
        readActivityAmount(db, workspaceId, ids, scope),
      ),

    languages: (developerId: string, scope: Scope): Promise<LanguageAmount[]> =>
      load(`languages ${scopeKey(scope)}`, developerId, (db, ids) =>
        readLanguagesOfPeople(db, workspaceId, ids, scope),
      ),

    /** When the current state of a repository, or of all of them, was last complete; null where nothing was imported. */
    asOf: (repositoryId: string | null): Promise<Date | null> =>
      load('as-of', repositoryId ?? '', async (db, ids) => {
        const states = await currentGenerations(db, workspaceId);
        return ids.map((id) => oldestAsOf(states.filter((state) => id === '' || state.repositoryId === id)) ?? null);
      }),
  };
}

function scopeKey({ repositoryId, window }: Scope): string {
  return `${repositoryId ?? ''} ${window?.from ?? ''} ${window?.to ?? ''}`;
}
