import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { botCreditSets, creditSetsOfPeople } from '@trellis/projection/credit-sets.ts';
import {
  currentGenerations,
  oldestAsOf,
  type ReadableGeneration,
  readableGeneration,
} from '@trellis/projection/readable-generations.ts';
import { type Unavailable, unavailable } from '@trellis/service-kit/metric.ts';
import type { ActivityScope } from '../store/activity.ts';

/** Whose activity a number is about. */
export type ActivitySubject =
  | { readonly people: readonly string[]; readonly repositoryId?: string | null | undefined }
  | { readonly repositoryId: string; readonly state?: string | null | undefined }
  | 'workspace';

/** Where that activity is, and when it was last complete; or why there is none to read. */
export type FoundActivity =
  | {
      readonly unavailable: null;
      readonly scope: ActivityScope;
      readonly generations: readonly ReadableGeneration[];
      readonly asOf: Date;
    }
  | { readonly unavailable: Unavailable };

/** Finds the states and credit sets of a subject. Everybody means everybody but bots. */
export async function findActivity(
  db: WorkspaceClient,
  workspaceId: string,
  subject: ActivitySubject,
): Promise<FoundActivity> {
  const generations = await findGenerations(db, workspaceId, subject);
  const asOf = oldestAsOf(generations);
  if (asOf === undefined) return { unavailable: reasonForNone(subject) };
  const credit =
    typeof subject === 'object' && 'people' in subject
      ? { only: await creditSetsOfPeople(db, workspaceId, subject.people) }
      : { except: await botCreditSets(db, workspaceId) };
  const scope = { workspaceId, generations: generations.map((one) => one.generation), credit };
  return { unavailable: null, scope, generations, asOf };
}

async function findGenerations(
  db: WorkspaceClient,
  workspaceId: string,
  subject: ActivitySubject,
): Promise<ReadableGeneration[]> {
  if (subject === 'workspace') return currentGenerations(db, workspaceId);
  if ('people' in subject)
    return currentGenerations(db, workspaceId, subject.repositoryId == null ? undefined : [subject.repositoryId]);
  const generation = await readableGeneration(db, workspaceId, subject.repositoryId, subject.state);
  return generation === undefined ? [] : [generation];
}

function reasonForNone(subject: ActivitySubject): Unavailable {
  if (typeof subject === 'object' && 'state' in subject && subject.state != null)
    return unavailable('STATE_NOT_DERIVED', 'This past state is not there.', 'Ask for the state of that day anew.');
  return unavailable('NOT_IMPORTED', 'Nothing was imported yet.', 'Import a repository, or wait for its first import.');
}
