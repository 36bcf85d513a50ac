import { Failure, usageFailure } from './failure.ts';
import { graphql } from './generated/gql.ts';
import { followRuns } from './import-and-follow.ts';
import type { ChosenRepository } from './repository.ts';
import type { Session } from './session.ts';

const DeriveState = graphql(`
  mutation DeriveState($input: DeriveStateInput!) {
    deriveState(input: $input) { ...RunProgress }
  }
`);

/**
 * The state of a repository at the end of a day, derived where Trellis doesn't have it yet.
 * @param until YYYY-MM-DD; undefined: now
 * @returns what the graph takes as `state`; null: the current one
 * @throws Failure where it can't be derived
 */
export async function stateUntil(
  session: Session,
  repository: ChosenRepository,
  until: string | undefined,
): Promise<string | null> {
  if (until === undefined) return null;
  const { deriveState } = await session.ask(DeriveState, { input: { repositoryId: repository.id, until } });
  const [finished] = await followRuns(session, [{ id: deriveState.id, label: `${repository.name} until ${until}` }]);
  if (finished?.failure !== undefined) throw finished.failure;
  const stateId = finished?.run?.stateId;
  if (stateId) return stateId;
  throw new Failure('STATE_NOT_DERIVED', `The state of ${repository.name} until ${until} is not there.`, {
    remedy: 'Ask again; if it stays so, `trellis status` shows what is wrong.',
  });
}

/** How far the first time zone is ahead of UTC. */
const EARLIEST_ZONE_MS = 14 * 3_600_000;

/**
 * Reads a day of the calendar that has begun somewhere on earth: who will be active later is not known.
 * @throws Failure (usage) for anything else
 */
export function parseDay(text: string): string {
  const day = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  if (!isDay) throw usageFailure(`${text} is not a day.`, 'Write it as YYYY-MM-DD, e.g. 2024-06-30.');
  if (day.getTime() > Date.now() + EARLIEST_ZONE_MS) {
    throw usageFailure(`${text} lies in the future.`, 'Name a day that has begun, or leave --until out.');
  }
  return text;
}

/** The day some days before (or after, for a negative number) a day. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
