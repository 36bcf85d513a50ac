import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccessWorld, createAccessWorld, type Person } from './testing/access-world.ts';
import { identityLines, idOf, type RawAlias } from './testing/raw-history.ts';

/** A person's id is the id of one of its aliases, as the developers subgraph gives them. */
const PEOPLE: Record<string, RawAlias> = {
  Ann: { person: 'Ann', email: 'ann@home' },
  'Ann at work': { person: 'Ann', email: 'ann@work' },
  Bob: { person: 'Bob', email: 'bob@work' },
  Cat: { person: 'Cat', email: 'cat@work' },
};
const CLAIM = 'mutation ($id: ID!) { claimDeveloper(developerId: $id) { id state developer { id } } }';
const DECIDE = `mutation ($id: ID!, $d: ClaimDecision!) {
  decideClaim(input: { claimId: $id, decision: $d }) { state unverifiedAliases { id } } }`;
const ASSIGN = `mutation ($m: ID!, $d: ID!) {
  assignDeveloper(input: { memberId: $m, developerId: $d }) { id state member { name } } }`;
const SHARE = `mutation ($with: ShareAudience!, $ids: [ID!]) {
  sharePersonalData(input: { with: $with, memberIds: $ids }) { id with member { name } } }`;
const STOP = 'mutation ($ids: [ID!]) { stopSharing(ids: $ids) { id } }';
const TEAM = 'mutation ($n: String!, $p: ID) { createTeam(input: { name: $n, parentTeamId: $p }) { id } }';
const MEMBERSHIP = `mutation ($t: ID!, $d: ID!, $r: TeamRole!, $from: Date!) {
  setTeamMembership(input: { teamId: $t, developerId: $d, role: $r, from: $from }) { id } }`;

let world: AccessWorld;
let owner: Awaited<ReturnType<AccessWorld['found']>>;
let ann: Person;
let bob: Person;
let version = 0;
beforeAll(async () => {
  world = await createAccessWorld();
});
afterAll(() => world.drop());
beforeEach(async () => {
  owner = await world.found('Here');
  await decidePeople(PEOPLE);
  ann = await world.join(owner, 'MEMBER', 'Ann');
  bob = await world.join(owner, 'ADMIN', 'Bob');
});

async function decidePeople(people: Record<string, RawAlias>): Promise<void> {
  version += 1;
  const objectKey = await world.put(identityLines(people));
  await world.activities.applyIdentities({ workspaceId: owner.workspaceId, version, objectKey });
}

const memberId = async (person: Person) => (await person.viewer())?.memberId as string;
const grants = async (person: Person) => (await person.viewer())?.grants;
const assign = async (person: Person, name: string) =>
  (await owner.get(ASSIGN, { m: await memberId(person), d: idOf(name) })).assignDeveloper.id as string;

async function team(name: string, parent?: string): Promise<string> {
  return (await owner.get(TEAM, { n: name, p: parent })).createTeam.id;
}

const put = (teamId: string, name: string, role: 'MEMBER' | 'LEAD', from = '2025-01-01') =>
  owner.get(MEMBERSHIP, { t: teamId, d: idOf(name), r: role, from });

describe('a claim', () => {
  it('opens a person’s own data once somebody else has confirmed it', async () => {
    const { claimDeveloper } = await ann.get(CLAIM, { id: idOf('Ann') });
    expect(claimDeveloper).toMatchObject({ state: 'REQUESTED', developer: { id: idOf('Ann') } });
    expect(await grants(ann)).toMatchObject({ self: [] });
    expect(await ann.refused(DECIDE, { id: claimDeveloper.id, d: 'CONFIRM' })).toMatchObject({ code: 'FORBIDDEN' });
    const { decideClaim } = await bob.get(DECIDE, { id: claimDeveloper.id, d: 'CONFIRM' });
    expect(decideClaim).toEqual({ state: 'CONFIRMED', unverifiedAliases: [] });
    expect(await grants(ann)).toMatchObject({ self: [idOf('Ann')] });
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Developer { isClaimed claimedBy { name } } } }`;
    const r = ['Ann', 'Cat'].map((name) => ({ __typename: 'Developer', id: idOf(name) }));
    expect((await bob.get(query, { r }))._entities).toEqual([
      { isClaimed: true, claimedBy: { name: 'Ann' } },
      { isClaimed: false, claimedBy: null },
    ]);
    expect((await ann.get('{ viewer { developer { id } member { developer { id } } } }')).viewer).toEqual({
      developer: { id: idOf('Ann') },
      member: { developer: { id: idOf('Ann') } },
    });
  });

  it('is decided by another admin than who made it, and by an owner also for themself', async () => {
    const { claimDeveloper } = await bob.get(CLAIM, { id: idOf('Bob') });
    expect(await bob.refused(DECIDE, { id: claimDeveloper.id, d: 'CONFIRM' })).toMatchObject({ code: 'FORBIDDEN' });
    const own = (await owner.get(CLAIM, { id: idOf('Cat') })).claimDeveloper;
    expect((await owner.get(DECIDE, { id: own.id, d: 'CONFIRM' })).decideClaim.state).toBe('CONFIRMED');
    const log = (await bob.get('{ accessLog { edges { node { kind actorName memberName } } } }')).accessLog;
    expect(log.edges[0].node).toEqual({
      kind: 'CLAIM_CONFIRMED',
      actorName: 'Owner of Here',
      memberName: 'Owner of Here',
    });
  });

  it('gives nothing when it is refused, and can be made again', async () => {
    const { claimDeveloper } = await ann.get(CLAIM, { id: idOf('Ann') });
    expect((await bob.get(DECIDE, { id: claimDeveloper.id, d: 'REFUSE' })).decideClaim.state).toBe('REFUSED');
    expect(await bob.refused(DECIDE, { id: claimDeveloper.id, d: 'CONFIRM' })).toMatchObject({ code: 'CLAIM_OVER' });
    expect(await grants(ann)).toMatchObject({ self: [] });
    expect((await ann.get(CLAIM, { id: idOf('Ann') })).claimDeveloper.id).not.toBe(claimDeveloper.id);
  });

  it('is to one person, of whom nobody else has an alias', async () => {
    await assign(ann, 'Ann');
    expect(await ann.refused(CLAIM, { id: idOf('Cat') })).toMatchObject({ code: 'CLAIM_OPEN', field: 'developerId' });
    expect(await bob.refused(CLAIM, { id: idOf('Ann') })).toMatchObject({ code: 'ALREADY_CLAIMED' });
    expect(await bob.refused(CLAIM, { id: idOf('Nobody') })).toMatchObject({ code: 'NOT_FOUND' });
    const overlapping = (await bob.get(CLAIM, { id: idOf('Bob') })).claimDeveloper;
    await decidePeople({ ...PEOPLE, 'Ann at work': { person: 'Bob', email: 'ann@work' } });
    expect(await owner.refused(DECIDE, { id: overlapping.id, d: 'CONFIRM' })).toMatchObject({
      code: 'ALREADY_CLAIMED',
    });
  });

  it('ends by its member or an owner, with what it gave', async () => {
    const id = await assign(ann, 'Ann');
    expect(await bob.refused('mutation ($id: ID!) { endClaim(id: $id) { state } }', { id })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await ann.get('mutation ($id: ID!) { endClaim(id: $id) { state } }', { id })).toEqual({
      endClaim: { state: 'ENDED' },
    });
    expect(await grants(ann)).toMatchObject({ self: [] });
    await assign(bob, 'Ann');
    expect(await grants(bob)).toMatchObject({ self: [idOf('Ann')] });
  });

  it('is told to the analysis where it touches people that are to be merged', async () => {
    await assign(ann, 'Ann');
    const asked = { workspaceId: owner.workspaceId, developerIds: [idOf('Ann'), idOf('Cat')] };
    expect(await world.activities.claimedDevelopers(asked)).toEqual({ claimed: [idOf('Ann')] });
    const agreement = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on IdentityAgreement { needs claimed { id } } } }`;
    const representation = { __typename: 'IdentityAgreement', id: `${idOf('Ann')},${idOf('Cat')}` };
    expect((await bob.get(agreement, { r: [representation] }))._entities).toEqual([
      { needs: 'OWNER', claimed: [{ id: idOf('Ann') }] },
    ]);
  });
});

describe('only what is verified counts', () => {
  it('closes a person to its member when a mailmap adds an alias, until that is confirmed as well', async () => {
    const id = await assign(ann, 'Ann');
    await decidePeople({ ...PEOPLE, Cat: { person: 'Ann', email: 'cat@work' } });
    expect(await grants(ann)).toMatchObject({ self: [] });
    const query = '{ viewer { developer { id } claim { state unverifiedAliases { id } } } }';
    expect((await ann.get(query)).viewer).toEqual({
      developer: null,
      claim: { state: 'CONFIRMED', unverifiedAliases: [{ id: idOf('Cat') }] },
    });
    await bob.get(DECIDE, { id, d: 'CONFIRM' });
    expect(await grants(ann)).toMatchObject({ self: [idOf('Ann')] });
  });

  it('takes a new spelling of the name with a verified e-mail', async () => {
    await assign(ann, 'Ann');
    await decidePeople({ ...PEOPLE, 'A. Lovelace': { person: 'Ann', email: 'ann@work' } });
    expect(await grants(ann)).toMatchObject({ self: [idOf('Ann')] });
  });

  it('follows the person through a merge and back', async () => {
    await assign(ann, 'Ann');
    const merged = {
      ...PEOPLE,
      Ann: { person: 'Cat', email: 'ann@home' },
      'Ann at work': { person: 'Cat', email: 'ann@work' },
    };
    await decidePeople(merged);
    expect(await grants(ann)).toMatchObject({ self: [] });
    expect((await ann.get('{ viewer { claim { developer { id } } } }')).viewer.claim.developer.id).toBe(idOf('Cat'));
    await decidePeople(PEOPLE);
    expect(await grants(ann)).toMatchObject({ self: [idOf('Ann')] });
  });

  it('keeps led people to the aliases that an admin saw when putting them into the team', async () => {
    await assign(ann, 'Ann');
    const core = await team('Core');
    await put(core, 'Ann', 'LEAD');
    await put(core, 'Bob', 'MEMBER');
    expect((await grants(ann))?.leads).toEqual([idOf('Ann'), idOf('Bob')].sort());
    await decidePeople({ ...PEOPLE, Cat: { person: 'Bob', email: 'cat@work' } });
    expect((await grants(ann))?.leads).toEqual([idOf('Ann')]);
    await put(core, 'Bob', 'MEMBER');
    expect((await grants(ann))?.leads).toEqual([idOf('Ann'), idOf('Bob')].sort());
  });
});

describe('leading', () => {
  it('is over the people of a team and of all teams below it, on the days of the memberships', async () => {
    await assign(ann, 'Ann');
    const [top, beside] = [await team('Top'), await team('Beside')];
    const second = await team('Middle', top);
    const third = await team('Below', second);
    await put(top, 'Ann', 'LEAD');
    await put(third, 'Bob', 'MEMBER');
    await put(beside, 'Cat', 'MEMBER');
    expect(await grants(ann)).toMatchObject({
      leads: [idOf('Ann'), idOf('Bob')].sort(),
      teams: [top, second, third].sort(),
    });
    const end =
      'mutation ($t: ID!, $d: ID!) { endTeamMembership(input: { teamId: $t, developerId: $d, on: "2025-02-01" }) { id } }';
    await owner.get(end, { t: third, d: idOf('Bob') });
    expect((await grants(ann))?.leads).toEqual([idOf('Ann')]);
    await put(third, 'Cat', 'MEMBER', '2999-01-01');
    expect((await grants(ann))?.leads).toEqual([idOf('Ann')]);
  });

  it('goes with a team that moves, and up with what is deleted in between', async () => {
    await assign(ann, 'Ann');
    const top = await team('Top');
    const middle = await team('Middle', top);
    const below = await team('Below', middle);
    await put(top, 'Ann', 'LEAD');
    await put(below, 'Bob', 'MEMBER');
    const move = 'mutation ($t: ID!, $p: ID) { moveTeam(input: { teamId: $t, parentTeamId: $p }) { parent { id } } }';
    expect(await owner.refused(move, { t: top, p: below })).toMatchObject({
      code: 'TEAM_CYCLE',
      field: 'input.parentTeamId',
      remedy: expect.any(String),
    });
    expect(await owner.get(move, { t: below, p: null })).toEqual({ moveTeam: { parent: null } });
    expect((await grants(ann))?.leads).toEqual([idOf('Ann')]);
    await owner.get(move, { t: below, p: middle });
    await owner.get('mutation ($id: ID!) { deleteTeam(id: $id) }', { id: middle });
    expect(
      (await owner.get('query ($id: ID!) { team(id: $id) { subTeams { id } } }', { id: top })).team.subTeams,
    ).toEqual([{ id: below }]);
    expect((await grants(ann))?.leads).toEqual([idOf('Ann'), idOf('Bob')].sort());
  });

  it('is nothing to a member who is nobody’s person, or to who is only in the team', async () => {
    const core = await team('Core');
    await put(core, 'Ann', 'LEAD');
    await put(core, 'Bob', 'MEMBER');
    expect(await grants(ann)).toEqual({ self: [], leads: [], sharedBy: [], teams: [] });
    await assign(bob, 'Bob');
    expect(await grants(bob)).toEqual({ self: [idOf('Bob')], leads: [], sharedBy: [], teams: [core] });
  });

  it('stands where two people of a team turn out to be one', async () => {
    await assign(ann, 'Ann');
    const core = await team('Core');
    await put(core, 'Ann', 'LEAD');
    await put(core, 'Cat', 'MEMBER');
    await decidePeople({ ...PEOPLE, Cat: { person: 'Ann', email: 'cat@work' } });
    const { memberships } = (
      await owner.get('query ($id: ID!) { team(id: $id) { memberships { role developer { id } } } }', { id: core })
    ).team;
    expect(memberships).toEqual([{ role: 'LEAD', developer: { id: idOf('Ann') } }]);
  });
});

describe('sharing', () => {
  it('shows a person’s own data to the members named, until it is stopped', async () => {
    await assign(ann, 'Ann');
    const { sharePersonalData } = await ann.get(SHARE, { with: 'MEMBERS', ids: [await memberId(bob)] });
    expect(sharePersonalData).toMatchObject([{ with: 'MEMBERS', member: { name: 'Bob' } }]);
    expect(await grants(bob)).toMatchObject({ sharedBy: [idOf('Ann')] });
    expect(await grants(owner)).toMatchObject({ sharedBy: [] });
    expect((await bob.get('{ viewer { sharedBy { id } } }')).viewer.sharedBy).toEqual([{ id: idOf('Ann') }]);
    expect(await bob.refused(STOP, { ids: [sharePersonalData[0].id] })).toMatchObject({
      code: 'NOT_FOUND',
      field: 'ids',
    });
    expect(await ann.get(STOP, { ids: [sharePersonalData[0].id] })).toEqual({ stopSharing: [] });
    expect(await grants(bob)).toMatchObject({ sharedBy: [] });
  });

  it('with leads shows it to whoever leads the person, and to nobody else', async () => {
    await assign(ann, 'Ann');
    await assign(bob, 'Bob');
    const core = await team('Core');
    await put(core, 'Bob', 'LEAD');
    await put(core, 'Ann', 'MEMBER');
    expect(await grants(bob)).toMatchObject({ sharedBy: [], leads: expect.arrayContaining([idOf('Ann')]) });
    await ann.get(SHARE, { with: 'LEADS' });
    expect(await grants(bob)).toMatchObject({ sharedBy: [idOf('Ann')] });
    expect(await grants(owner)).toMatchObject({ sharedBy: [] });
    await ann.get(STOP, {});
    expect(await grants(bob)).toMatchObject({ sharedBy: [] });
  });

  it('needs a confirmed person, and others who are members', async () => {
    expect(await ann.refused(SHARE, { with: 'LEADS' })).toMatchObject({
      code: 'NOT_CLAIMED',
      remedy: expect.any(String),
    });
    await assign(ann, 'Ann');
    for (const [ids, code] of [
      [[], 'BAD_INPUT'],
      [['nobody'], 'NOT_FOUND'],
      [[await memberId(ann)], 'BAD_INPUT'],
    ] as const)
      expect(await ann.refused(SHARE, { with: 'MEMBERS', ids })).toMatchObject({ code, field: 'input.memberIds' });
  });

  it('ends with the claim, also when the member is removed', async () => {
    const id = await assign(ann, 'Ann');
    await ann.get(SHARE, { with: 'MEMBERS', ids: [await memberId(bob)] });
    await owner.get('mutation ($id: ID!) { endClaim(id: $id) { state } }', { id });
    await assign(ann, 'Ann');
    expect(await grants(bob)).toMatchObject({ sharedBy: [] });
    await ann.get(SHARE, { with: 'MEMBERS', ids: [await memberId(bob)] });
    expect(await grants(bob)).toMatchObject({ sharedBy: [idOf('Ann')] });
    await owner.get('mutation ($id: ID!) { removeMember(id: $id) }', { id: await memberId(ann) });
    expect(await grants(bob)).toMatchObject({ sharedBy: [] });
  });
});
