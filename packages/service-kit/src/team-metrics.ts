import { type Unavailable, unavailable } from './metric.ts';
import type { Viewer } from './viewer.ts';

/** Fewer people than these would be told apart in a group's number. */
export const LEAST_GROUP = 5;

/**
 * Why a team's number is not for a viewer; null: it is. Who is in the team or leads it (or a team above it) sees it; everybody
 * else, whatever their role, only of a group of at least five.
 * @param people how many the number is of
 */
export function hiddenTeamMetric(viewer: Viewer, teamId: string, people: number): Unavailable | null {
  if (people >= LEAST_GROUP || viewer.grants.teams?.includes(teamId)) return null;
  if (viewer.solo && viewer.role === 'owner') return null;
  return unavailable(
    'GROUP_TOO_SMALL',
    `Numbers of teams of fewer than ${LEAST_GROUP} people are for their members and leads.`,
    'Ask somebody in the team, or for a larger team.',
  );
}
