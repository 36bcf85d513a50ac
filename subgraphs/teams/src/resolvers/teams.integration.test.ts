import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { runSubgraph, testKeys, testLogger } from '@trellis/service-kit/testing.ts';
import type { Viewer } from '@trellis/service-kit/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bootstrapped, bootstrapOperator } from '../bootstrap.ts';
import { createAuthorshipCache } from '../store/authorship-cache.ts';
import { type AccessChanges, createAccessChanges } from '../store/change-access.ts';
import { idOf, type RawHistory, shaOf } from '../testing/raw-history.ts';
import { createTeamsWorld, type TeamsWorld } from '../testing/teams-world.ts';
import { createResolvers } from './create-resolvers.ts';

const HISTORY: RawHistory = {
  commits: [
    {
      sha: shaOf('1'),
      at: 1_700_000_000,
      by: ['ann'],
      changes: [
        { status: 'A', path: 'a.ts' },
        { status: 'A', path: 'b.ts' },
      ],
    },
    { sha: shaOf('2'), at: 1_700_000_001, by: ['bob'], changes: [{ status: 'A', path: 'c.ts' }] },
  ],
  head: { 'a.ts': 'source', 'b.ts': 'source', 'c.ts': 'source' },
  aliases: { ann: { person: 'Ann' }, bob: { person: 'Bob' } },
};

let world: TeamsWorld;
let changes: AccessChanges;
let service: SubgraphService;
let here: Bootstrapped;
let elsewhere: Bootstrapped;
let repositoryId: string;
const mirrored: number[] = [];
let redisAway = false;

beforeAll(async () => {
  world = await createTeamsWorld();
  const { serviceUrl, pool } = world.database;
  here = await bootstrapOperator(serviceUrl, { workspaceName: 'Here', memberName: 'Operator' });
  elsewhere = await bootstrapOperator(serviceUrl, {
    workspaceName: 'Elsewhere',
    memberName: 'Eve',
    createWorkspace: true,
  });
  ({ repositoryId } = await world.import(HISTORY, { ref: { workspaceId: here.workspaceId } }));
  changes = createAccessChanges(serviceUrl);
  service = createSubgraph({
    name: 'teams',
    schemaFile: 'teams.graphql',
    resolvers: createResolvers({
      pool,
      changes,
      authorship: createAuthorshipCache(pool),
      publicUrl: 'https://trellis.example',
      mirrorEpoch: async (_, name, epoch) => {
        if (redisAway) throw new Error('Redis is away');
        if (name === 'teams') mirrored.push(epoch);
      },
    }),
    keys: testKeys,
    dependencies: [],
    logger: testLogger,
  });
});
afterAll(async () => {
  await changes.stop();
  await world.drop();
});

describe('the viewer', () => {
  it('is a member of one workspace, by name and role', async () => {
    const query = '{ viewer { memberId name role solo workspace { id name memberCount createdAt } } workspace { id } }';
    expect(await data(query)).toMatchObject({
      viewer: {
        memberId: here.memberId,
        name: 'Operator',
        role: 'OWNER',
        solo: true,
        workspace: { id: here.workspaceId, name: 'Here', memberCount: 1 },
      },
      workspace: { id: here.workspaceId },
    });
  });

  it('sees a workspace from within only', async () => {
    const query = '($ids: [_Any!]!) { _entities(representations: $ids) { ... on Workspace { id name } } }';
    const ids = [here, elsewhere].map(({ workspaceId }) => ({ __typename: 'Workspace', id: workspaceId }));
    expect(await data(`query ${query}`, { ids })).toEqual({
      _entities: [{ id: here.workspaceId, name: 'Here' }, null],
    });
  });

  it('gets a fresh sign-in link for themself', async () => {
    const query = 'mutation { createSignInLink { url expiresAt } }';
    const { createSignInLink } = (await data(query)) as { createSignInLink: { url: string } };
    expect(createSignInLink.url).toMatch(/^https:\/\/trellis\.example\/sign-in#[\w-]{43}$/);
  });
});

describe('createTeam', () => {
  it('makes a team that can be found by its id and in the list', async () => {
    const id = await createTeam('Core');
    expect(await data('query ($id: ID!) { team(id: $id) { id name } }', { id })).toEqual({
      team: { id, name: 'Core' },
    });
    const { teams } = (await data('{ teams { edges { node { id } } } }')) as {
      teams: { edges: { node: { id: string } }[] };
    };
    expect(teams.edges.map(({ node }) => node.id)).toContain(id);
  });

  it('refuses a name that is taken, whatever its case, empty, or too long', async () => {
    await createTeam('Taken');
    for (const name of ['taken', '  ', 'x'.repeat(81), 'a\nb'])
      expect(
        await failure('mutation ($name: String!) { createTeam(input: { name: $name }) { id } }', { name }),
      ).toMatchObject({
        code: 'BAD_INPUT',
        field: 'input.name',
      });
  });

  it('is for admins', async () => {
    const query = 'mutation { createTeam(input: { name: "Mine" }) { id } }';
    expect(await codes(query, {}, { role: 'member' })).toEqual(['FORBIDDEN']);
  });

  it('is confirmed once the new epoch is mirrored', async () => {
    const before = mirrored.length;
    await createTeam('Mirrored');
    expect(mirrored.length).toBe(before + 1);
    redisAway = true;
    const query = 'mutation { createTeam(input: { name: "Unmirrored" }) { id } }';
    expect(await codes(query)).toEqual(['UNAVAILABLE']);
    redisAway = false;
  });
});

describe('setTeamMembership', () => {
  it('begins a membership, and a later one ends it that day', async () => {
    const teamId = await createTeam('Dated');
    await setMembership(teamId, 'Ann', 'MEMBER', '2025-01-01');
    await setMembership(teamId, 'Ann', 'LEAD', '2025-03-01');
    expect(await memberships(teamId, '2025-02-28')).toEqual(['Ann MEMBER 2025-01-01 2025-02-28']);
    expect(await memberships(teamId, '2025-03-01')).toEqual(['Ann LEAD 2025-03-01 null']);
    expect(await memberships(teamId, '2024-12-31')).toEqual([]);
  });

  it('ends before a membership that begins later, and replaces one of the same day', async () => {
    const teamId = await createTeam('Backwards');
    await setMembership(teamId, 'Ann', 'LEAD', '2025-03-01');
    await setMembership(teamId, 'Ann', 'MEMBER', '2025-01-01');
    expect(await memberships(teamId, '2025-01-01')).toEqual(['Ann MEMBER 2025-01-01 2025-02-28']);
    await setMembership(teamId, 'Ann', 'LEAD', '2025-01-01');
    expect(await memberships(teamId, '2025-01-01')).toEqual(['Ann LEAD 2025-01-01 2025-02-28']);
  });

  it('lists leads first, and teams on the person', async () => {
    const teamId = await createTeam('Listed');
    await setMembership(teamId, 'Ann', 'MEMBER', '2025-01-01');
    await setMembership(teamId, 'Bob', 'LEAD', '2025-02-01');
    expect(await memberships(teamId, null)).toEqual(['Bob LEAD 2025-02-01 null', 'Ann MEMBER 2025-01-01 null']);
    const query = 'query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Developer { teams { id } } } }';
    const { _entities } = (await data(query, { ids: [{ __typename: 'Developer', id: idOf('Bob') }] })) as {
      _entities: { teams: { id: string }[] }[];
    };
    expect(_entities[0]?.teams).toEqual([{ id: teamId }]);
  });

  it('knows no team or person of another workspace', async () => {
    const teamId = await createTeam('Closed');
    expect(await failureOfMembership(teamId, 'Nobody')).toMatchObject({
      code: 'NOT_FOUND',
      field: 'input.developerId',
    });
    expect(await failureOfMembership('no uuid', 'Ann')).toMatchObject({ code: 'NOT_FOUND', field: 'input.teamId' });
    const stranger = { workspaceId: elsewhere.workspaceId, memberId: elsewhere.memberId };
    expect(await failureOfMembership(teamId, 'Ann', stranger)).toMatchObject({
      code: 'NOT_FOUND',
      field: 'input.teamId',
    });
    expect(await data('query ($id: ID!) { team(id: $id) { id } }', { id: teamId }, stranger)).toEqual({ team: null });
    expect(await data('{ teams { edges { node { id } } } }', {}, stranger)).toEqual({ teams: { edges: [] } });
  });

  it('can not make two memberships at a time, even past the code', async () => {
    const teamId = await createTeam('Overlap');
    await setMembership(teamId, 'Ann', 'MEMBER', '2025-01-01');
    const overlap = `insert into record.team_membership values ($1, $2, $3, 'lead', '2025-02-01')`;
    await expect(world.database.ownerPool.query(overlap, [here.workspaceId, teamId, idOf('Ann')])).rejects.toThrow(
      /team_membership_no_overlap/,
    );
  });
});

describe('endTeamMembership', () => {
  it('leaves the person in the team until the day before', async () => {
    const teamId = await createTeam('Ended');
    await setMembership(teamId, 'Ann', 'MEMBER', '2025-01-01');
    await endMembership(teamId, 'Ann', '2025-02-01');
    expect(await memberships(teamId, '2025-01-31')).toEqual(['Ann MEMBER 2025-01-01 2025-01-31']);
    expect(await memberships(teamId, '2025-02-01')).toEqual([]);
  });

  it('removes a membership on the day it began', async () => {
    const teamId = await createTeam('Undone');
    await setMembership(teamId, 'Ann', 'MEMBER', '2025-01-01');
    await endMembership(teamId, 'Ann', '2025-01-01');
    expect(await memberships(teamId, '2025-01-01')).toEqual([]);
  });

  it('finds nothing to end where the person is not in the team', async () => {
    const teamId = await createTeam('Empty');
    const query = `mutation ($teamId: ID!, $developerId: ID!) {
      endTeamMembership(input: { teamId: $teamId, developerId: $developerId, on: "2025-01-01" }) { id } }`;
    expect(await failure(query, { teamId, developerId: idOf('Ann') })).toMatchObject({
      code: 'NOT_FOUND',
      field: 'input.developerId',
    });
  });
});

describe('Team.busFactor', () => {
  it('counts the files of its members, and its members alone', async () => {
    const teamId = await createTeam('Authors');
    const query = `query ($id: ID!, $repositoryId: ID!) { team(id: $id) { busFactor(repositoryId: $repositoryId) {
      files historicalValue unavailable { code } } } }`;
    const before = await data(query, { id: teamId, repositoryId });
    expect(before).toMatchObject({ team: { busFactor: { files: 0, unavailable: { code: 'NO_FILES' } } } });
    await setMembership(teamId, 'Ann', 'MEMBER', '2025-01-01');
    expect(await data(query, { id: teamId, repositoryId })).toMatchObject({
      team: { busFactor: { files: 2, historicalValue: 1, unavailable: null } },
    });
  });
});

async function run(query: string, variables: Record<string, unknown> = {}, viewer: Partial<Viewer> = {}) {
  return runSubgraph(service, query, variables, { workspaceId: here.workspaceId, memberId: here.memberId, ...viewer });
}

async function data(query: string, variables?: Record<string, unknown>, viewer?: Partial<Viewer>) {
  const result = await run(query, variables, viewer);
  expect(result.errors).toBeUndefined();
  return result.data;
}

async function failure(query: string, variables?: Record<string, unknown>, viewer?: Partial<Viewer>) {
  return (await run(query, variables, viewer)).errors?.[0]?.extensions;
}

async function codes(query: string, variables?: Record<string, unknown>, viewer?: Partial<Viewer>) {
  return (await run(query, variables, viewer)).errors?.map(({ extensions }) => extensions.code);
}

async function createTeam(name: string): Promise<string> {
  const query = 'mutation ($name: String!) { createTeam(input: { name: $name }) { id } }';
  return ((await data(query, { name })) as { createTeam: { id: string } }).createTeam.id;
}

const SET = `mutation ($teamId: ID!, $developerId: ID!, $role: TeamRole!, $from: Date!) {
  setTeamMembership(input: { teamId: $teamId, developerId: $developerId, role: $role, from: $from }) { id } }`;

async function setMembership(teamId: string, person: string, role: string, from: string) {
  await data(SET, { teamId, developerId: idOf(person), role, from });
}

function failureOfMembership(teamId: string, person: string, viewer?: Partial<Viewer>) {
  return failure(SET, { teamId, developerId: idOf(person), role: 'LEAD', from: '2025-01-01' }, viewer);
}

async function endMembership(teamId: string, person: string, on: string) {
  const query = `mutation ($teamId: ID!, $developerId: ID!, $on: Date!) {
    endTeamMembership(input: { teamId: $teamId, developerId: $developerId, on: $on }) { id } }`;
  await data(query, { teamId, developerId: idOf(person), on });
}

async function memberships(teamId: string, on: string | null): Promise<string[]> {
  const query = `query ($id: ID!, $on: Date) { team(id: $id) { memberships(on: $on) { developer { id } role from until } } }`;
  const { team } = (await data(query, { id: teamId, on })) as {
    team: { memberships: { developer: { id: string }; role: string; from: string; until: string | null }[] };
  };
  const name = (id: string) => ['Ann', 'Bob'].find((person) => idOf(person) === id);
  return team.memberships.map(({ developer, role, from, until }) => `${name(developer.id)} ${role} ${from} ${until}`);
}
