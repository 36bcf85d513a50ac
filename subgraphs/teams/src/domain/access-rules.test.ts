import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { losesLastOwner, MAX_TEAM_LEVELS, mayGiveRole, misplacedTeam } from './access-rules.ts';

describe('giving roles', () => {
  it('is for whoever has at least the role before and the role after', () => {
    expect(mayGiveRole('admin', 'member', 'admin')).toBe(true);
    expect(mayGiveRole('admin', 'member', 'owner')).toBe(false);
    expect(mayGiveRole('admin', 'owner', 'member')).toBe(false);
    expect(mayGiveRole('owner', 'owner', 'member')).toBe(true);
    expect(mayGiveRole('member', 'member', 'admin')).toBe(false);
  });
});

describe('the last owner', () => {
  it('neither goes nor becomes anything else, and may while there is another one', () => {
    expect(losesLastOwner(1, 'owner', undefined)).toBe(true);
    expect(losesLastOwner(1, 'owner', 'admin')).toBe(true);
    expect(losesLastOwner(1, 'owner', 'owner')).toBe(false);
    expect(losesLastOwner(2, 'owner', undefined)).toBe(false);
    expect(losesLastOwner(1, 'admin', undefined)).toBe(false);
  });
});

describe('a team’s place', () => {
  const chain = (length: number) =>
    new Map(Array.from({ length }, (_, level) => [`t${level}`, level === 0 ? null : `t${level - 1}`] as const));

  it('is not below itself, however far down', () => {
    const parents = chain(3);
    expect(misplacedTeam(parents, 't0', 't0')).toBe('cycle');
    expect(misplacedTeam(parents, 't0', 't2')).toBe('cycle');
    expect(misplacedTeam(parents, 't2', 't0')).toBeUndefined();
    expect(misplacedTeam(parents, 't1', null)).toBeUndefined();
  });

  it('is at most eight levels deep, with everything that hangs below it', () => {
    const parents = chain(MAX_TEAM_LEVELS);
    expect(misplacedTeam(parents, undefined, `t${MAX_TEAM_LEVELS - 1}`)).toBe('too-deep');
    expect(misplacedTeam(parents, undefined, `t${MAX_TEAM_LEVELS - 2}`)).toBeUndefined();
    const two = new Map([...chain(MAX_TEAM_LEVELS - 1), ['a', null] as const, ['b', 'a'] as const]);
    expect(misplacedTeam(two, 'a', `t${MAX_TEAM_LEVELS - 2}`)).toBe('too-deep');
    expect(misplacedTeam(two, 'b', `t${MAX_TEAM_LEVELS - 2}`)).toBeUndefined();
  });

  it('never makes a circle, whatever moves are made', () => {
    const teams = ['a', 'b', 'c', 'd', 'e'];
    const moves = fc.array(
      fc.record({ team: fc.constantFrom(...teams), to: fc.option(fc.constantFrom(...teams), { nil: null }) }),
    );
    fc.assert(
      fc.property(moves, (made) => {
        const parents = new Map<string, string | null>(teams.map((team) => [team, null]));
        for (const { team, to } of made) if (misplacedTeam(parents, team, to) === undefined) parents.set(team, to);
        for (const team of teams) {
          let steps = 0;
          for (let at: string | null = team; at !== null && steps <= teams.length; at = parents.get(at) ?? null)
            steps += 1;
          expect(steps).toBeLessThanOrEqual(teams.length);
        }
      }),
    );
  });
});
