import type { ViewerRole } from '@trellis/service-kit/viewer.ts';

const RANK: Record<ViewerRole, number> = { member: 0, admin: 1, owner: 2 };

/** Most levels of teams below each other. */
export const MAX_TEAM_LEVELS = 8;

/** Whether a role is at least another one. */
export function isAtLeast(role: ViewerRole, least: ViewerRole): boolean {
  return RANK[role] >= RANK[least];
}

/** Nobody changes somebody above them, and nobody gives a role above their own. */
export function mayGiveRole(actor: ViewerRole, from: ViewerRole, to: ViewerRole): boolean {
  return isAtLeast(actor, from) && isAtLeast(actor, to);
}

/** A workspace keeps an owner: whether it would be left without one. */
export function losesLastOwner(owners: number, from: ViewerRole, to: ViewerRole | undefined): boolean {
  return from === 'owner' && to !== 'owner' && owners <= 1;
}

/** Why a team can't stand below another one; undefined: it can. */
export type MisplacedTeam = 'cycle' | 'too-deep';

/**
 * Looks whether a team may stand below another one.
 * @param parents each team's parent; null: on top
 * @param teamId undefined: a new team
 */
export function misplacedTeam(
  parents: ReadonlyMap<string, string | null>,
  teamId: string | undefined,
  parentId: string | null,
): MisplacedTeam | undefined {
  let above = 0;
  for (let at: string | null = parentId; at !== null; at = parents.get(at) ?? null) {
    if (at === teamId) return 'cycle';
    above += 1;
    if (above >= MAX_TEAM_LEVELS) return 'too-deep';
  }
  return above + levelsFrom(parents, teamId) > MAX_TEAM_LEVELS ? 'too-deep' : undefined;
}

/** Levels of a team with everything below it; a new team is one. */
function levelsFrom(parents: ReadonlyMap<string, string | null>, teamId: string | undefined): number {
  if (teamId === undefined) return 1;
  let levels = 0;
  for (let level = [teamId]; level.length > 0; levels += 1)
    level = [...parents].filter(([, parent]) => parent !== null && level.includes(parent)).map(([id]) => id);
  return levels;
}
