import { randomUUID } from 'node:crypto';
import type { GenerationRef } from '@trellis/contributions/projection.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { runSubgraph, testKeys, testLogger } from '@trellis/service-kit/testing.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthorshipCache } from '../store/authorship-cache.ts';
import { type AccessChanges, createAccessChanges } from '../store/change-access.ts';
import { idOf, type RawChange, type RawCommit, type RawHistory, shaOf } from '../testing/raw-history.ts';
import { createTeamsWorld, type TeamsWorld } from '../testing/teams-world.ts';
import { createResolvers } from './create-resolvers.ts';

const AS_OF = new Date('2026-01-01T00:00:00Z');
let count = 0;
const commit = (by: string, day: string, ...changes: RawChange[]): RawCommit => {
  count++;
  return { sha: shaOf(`${count}`), at: Date.parse(day) / 1000, by: by.split(' '), changes };
};
const add = (path: string): RawChange => ({ status: 'A', path });
const edit = (path: string): RawChange => ({ status: 'M', path });

/** Ann wrote most and left; Bob is there; Cho pairs with Bob; a bot bumps versions. */
const HISTORY: RawHistory = {
  commits: [
    commit('ann', '2020-01-01', add('lib/one.ts'), add('lib/two.ts'), add('lib/old.ts'), add('readme.md')),
    commit('ann2', '2020-01-02', edit('lib/one.ts')),
    commit('bob', '2025-11-01', add('app/main.ts'), add('app/more.ts'), edit('lib/one.ts')),
    commit('bob cho', '2025-11-02', edit('app/main.ts')),
    commit('bob', '2025-11-03', { status: 'R', path: 'lib/new.ts', oldPath: 'lib/old.ts' }),
    commit('bot', '2025-11-04', edit('lib/two.ts'), add('bumped.ts')),
  ],
  head: {
    'app/main.ts': 'source',
    'app/more.ts': 'source',
    'lib/one.ts': 'source',
    'lib/two.ts': 'source',
    'lib/new.ts': 'source',
    'bumped.ts': 'source',
    'readme.md': 'docs',
  },
  aliases: {
    ann: { person: 'Ann', name: 'ann', email: 'a@a' },
    ann2: { person: 'Ann', name: 'ann', email: 'a@b' },
    bob: { person: 'Bob', name: 'bob', email: 'b@b' },
    cho: { person: 'Cho', name: 'cho', email: 'c@c' },
    bot: { person: 'Bot', name: 'bot', email: 'd@d', isBot: true },
  },
};

let world: TeamsWorld;
let changes: AccessChanges;
let service: SubgraphService;
let ref: GenerationRef;
let past: GenerationRef;

beforeAll(async () => {
  world = await createTeamsWorld();
  const { serviceUrl, pool } = world.database;
  ref = await world.import(HISTORY, { asOf: AS_OF });
  past = await world.begin({ ...ref, generation: randomUUID() }, { until: '2020-06-01' });
  await world.apply(past, 1, HISTORY.commits.slice(0, 2));
  await world.finish(past, { ...HISTORY, head: { 'lib/one.ts': 'source', 'lib/old.ts': 'source' } }, AS_OF);
  changes = createAccessChanges(serviceUrl);
  service = createSubgraph({
    name: 'teams',
    schemaFile: 'teams.graphql',
    resolvers: createResolvers({
      pool,
      changes,
      authorship: createAuthorshipCache(pool),
      publicUrl: '',
      mirrorEpoch: async () => undefined,
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

describe('Repository.busFactor', () => {
  const STEP = '{ developer { id } alias { id } files coverageAfter lastActiveOn isActive }';
  const FIELDS = `value historicalValue files removed ${STEP} pruned ${STEP} curve ${STEP} coverageLeft orphanedShare filesLostWithout
    unavailable { code remedy } asOf window { from } sampleSize unit method confidence limitations`;

  it('counts active people, and says how much of the code nobody active wrote', async () => {
    expect(await ask(`busFactor { ${FIELDS} }`, 'busFactor')).toMatchObject({
      // Bob is an author of main.ts, more.ts and new.ts; one.ts and two.ts are Ann's alone; the bot's file is nobody's.
      value: 1,
      historicalValue: 2,
      files: 6,
      coverageLeft: 0,
      orphanedShare: 2 / 6,
      removed: [
        { developer: { id: idOf('Bob') }, alias: { id: idOf('bob') }, isActive: true, lastActiveOn: '2025-11-03' },
      ],
      filesLostWithout: null,
      unavailable: null,
      asOf: AS_OF.toISOString(),
      window: null,
      sampleSize: 6,
      unit: 'files',
      confidence: null,
    });
  });

  it('counts everybody where the historical value is asked for, and shows the whole curve', async () => {
    const answer = await ask(`busFactor(historical: true) { ${FIELDS} }`, 'busFactor');
    expect(answer).toMatchObject({ value: 2, historicalValue: 2, coverageLeft: 0 });
    expect(answer.curve.map((step: Json) => [nameOf(step.developer.id), step.files, step.coverageAfter])).toEqual([
      ['Ann', 3, 3 / 6],
      ['Bob', 3, 0],
    ]);
    expect(answer.orphanedShare).toBe(2 / 6);
  });

  it('says which limits the number has: renames by path, and files that bots alone changed', async () => {
    const { limitations } = await ask('busFactor { limitations }', 'busFactor');
    expect(limitations.join()).toMatch(/Renames are followed by path.*1 of the files have no author/);
  });

  it('tells what is lost without people, and passes over those who wrote nothing here', async () => {
    const { filesLostWithout, value, limitations } = await ask(
      `busFactor(without: ["${idOf('Bob')}", "${idOf('Nobody')}"]) { value filesLostWithout limitations }`,
      'busFactor',
    );
    expect([filesLostWithout, value]).toEqual([6, 0]);
    expect(limitations.join()).toMatch(/1 of the people given in without wrote nothing here/);
  });

  it('names aliases, not people, where authors are told apart by e-mail and name; bots count', async () => {
    const { files, curve } = await ask(
      `busFactor(aliases: EMAIL_NAME, historical: true) { files curve ${STEP} }`,
      'busFactor',
    );
    expect(files).toBe(6);
    expect(curve.map((step: Json) => step.developer)).toEqual(curve.map(() => null));
    expect(curve.map((step: Json) => step.alias.id)).toContain(idOf('bot'));
    const without = await ask(
      `busFactor(aliases: EMAIL_NAME, historical: true, without: ["${idOf('ann2')}"]) { curve ${STEP} }`,
      'busFactor',
    );
    expect(without.curve.map((step: Json) => step.alias.id)).not.toContain(idOf('ann'));
  });

  it('credits co-authors only where it is asked to', async () => {
    const people = async (args: string) =>
      (await ask(`busFactor(path: "app", ${args}) { curve ${STEP} }`, 'busFactor')).curve.map((step: Json) =>
        nameOf(step.developer.id),
      );
    expect(await people('coAuthors: FULL')).toEqual(['Bob']);
    const others = await ask('file(path: "app/main.ts") { authors { developer { id } changes } }', 'file');
    expect(others.authors.map((one: Json) => nameOf(one.developer.id))).toEqual(['Bob', 'Cho']);
    expect(await people('coAuthors: NONE')).toEqual(['Bob']);
  });

  it('counts every file where all are asked for, and a directory or one file alone', async () => {
    const files = async (args: string) => (await ask(`busFactor(${args}) { files }`, 'busFactor')).files;
    expect(await files('files: ALL')).toBe(7);
    expect(await files('path: "lib"')).toBe(3);
    expect(await files('path: "/lib/"')).toBe(3);
    expect(await files('path: "readme.md"')).toBe(1);
  });

  it('describes a past state as it was', async () => {
    const answer = await ask(`busFactor(state: "${past.generation}") { value files removed ${STEP} }`, 'busFactor');
    expect(answer).toMatchObject({
      value: 1,
      files: 2,
      removed: [{ developer: { id: idOf('Ann') }, isActive: true, coverageAfter: 0 }],
    });
  });

  it('is unavailable with a reason and a remedy, never an error', async () => {
    const code = async (args: string, id = ref.repositoryId) => {
      const { value, unavailable, asOf } = await ask(
        `busFactor(${args}) { value asOf unavailable { code remedy } }`,
        'busFactor',
        id,
      );
      expect([value, typeof asOf]).toEqual([null, 'string']);
      expect(unavailable.remedy).not.toBe('');
      return unavailable.code;
    };
    expect(await code('files: ALL', randomUUID())).toBe('NOT_IMPORTED');
    expect(await code(`state: "${randomUUID()}"`)).toBe('STATE_NOT_DERIVED');
    expect(await code('path: "nowhere"')).toBe('PATH_UNKNOWN');
    const docs = await world.import(
      { ...HISTORY, head: { 'readme.md': 'docs' } },
      { ref: { workspaceId: ref.workspaceId }, asOf: AS_OF },
    );
    expect(await code('path: ""', docs.repositoryId)).toBe('NO_FILES');
  });

  it('is not imported for a workspace that asks for the repository of another one', async () => {
    const result = await runSubgraph(
      service,
      queryFor('busFactor { unavailable { code } }'),
      entity(ref.repositoryId),
      { workspaceId: randomUUID() },
    );
    expect(result.data).toEqual({ _entities: [{ busFactor: { unavailable: { code: 'NOT_IMPORTED' } } }] });
  });
});

describe('Repository.knowledge', () => {
  const NODE = `files edges { cursor node { developer { id } degreeOfAuthorship normalized authoredFiles soleFiles filesCreated
    changes changesByOthers lastChangedOn isActive reasons } } pageInfo { hasNextPage endCursor } unavailable { code }`;

  it('lists who knows a directory, with reasons and without bots', async () => {
    const { edges, files } = await ask(`knowledge(path: "lib") { ${NODE} }`, 'knowledge');
    expect(files).toBe(3);
    expect(edges.map(({ node }: Json) => nameOf(node.developer.id))).toEqual(['Ann', 'Bob']);
    expect(edges[0].node).toMatchObject({
      filesCreated: 3,
      changes: 1,
      changesByOthers: 2,
      soleFiles: 2,
      lastChangedOn: '2020-01-02',
      isActive: false,
    });
    expect(edges[0].node.reasons).toContain('created 3 files');
    expect(edges[0].node.reasons).toContain('1 of 3 changes');
    expect(edges[0].node.reasons).toContain('no commit in 365 days');
  });

  it('counts a named file whatever its class', async () => {
    const { edges } = await ask(`knowledge(path: "readme.md") { ${NODE} }`, 'knowledge');
    expect(edges[0].node.reasons.slice(0, 2)).toEqual(['sole author', 'created it']);
  });

  it('goes on after a cursor, and refuses one it did not make', async () => {
    const { edges: all } = await ask(`knowledge { ${NODE} }`, 'knowledge');
    const first = await ask(`knowledge(first: 1) { ${NODE} }`, 'knowledge');
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await ask(`knowledge(first: 10, after: "${first.pageInfo.endCursor}") { ${NODE} }`, 'knowledge');
    expect([...first.edges, ...rest.edges]).toEqual(all);
    const result = await runSubgraph(service, queryFor('knowledge(after: "x") { files }'), entity(ref.repositoryId), {
      workspaceId: ref.workspaceId,
    });
    expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'after' });
  });

  it('says why there is nothing', async () => {
    expect((await ask('knowledge(path: "nowhere") { unavailable { code } }', 'knowledge')).unavailable.code).toBe(
      'PATH_UNKNOWN',
    );
    expect((await ask('knowledge { unavailable { code } }', 'knowledge', randomUUID())).unavailable.code).toBe(
      'NOT_IMPORTED',
    );
  });
});

describe('Repository.directory', () => {
  const ENTRY =
    'path files busFactor topDeveloper { id } topDeveloperFiles singleAuthorFiles orphanedFiles isSingleOwner';

  it('shows one level with who owns it, largest first', async () => {
    const answer = await ask(`directory { ${ENTRY} children { name isDirectory ${ENTRY} } }`, 'directory');
    expect(answer).toMatchObject({ path: '', files: 6, orphanedFiles: 2 });
    expect(answer.children.map((one: Json) => [one.name, one.isDirectory, one.files])).toEqual([
      ['lib', true, 3],
      ['app', true, 2],
      ['bumped.ts', false, 1],
    ]);
    expect(answer.children[1]).toMatchObject({ topDeveloper: { id: idOf('Bob') }, isSingleOwner: true, busFactor: 1 });
    expect(answer.children[2]).toMatchObject({
      topDeveloper: null,
      topDeveloperFiles: 0,
      isSingleOwner: false,
      busFactor: 0,
    });
  });

  it('is null where the head has no such directory, and empty where none of its files count', async () => {
    expect(await ask('directory(path: "nowhere") { files }', 'directory')).toBeNull();
    expect(await ask('directory(path: "lib/one.ts") { files }', 'directory')).toBeNull();
    expect(await ask('directory { files }', 'directory', randomUUID())).toBeNull();
  });
});

describe('Repository.file', () => {
  it('shows who wrote it over all its names, and each change as evidence, newest first', async () => {
    const answer = await ask(
      `file(path: "lib/new.ts") { path language fileClass
        authors { developer { id } degreeOfAuthorship normalized isAuthor created changes lastChangedOn isActive }
        changes { edges { node { sha changedAt status path linesAdded linesDeleted developers { id } } } } }`,
      'file',
    );
    expect(answer).toMatchObject({ path: 'lib/new.ts', language: 'TypeScript', fileClass: 'source' });
    expect(
      answer.authors.map((one: Json) => [nameOf(one.developer.id), one.created, one.changes, one.isActive]),
    ).toEqual([
      ['Ann', true, 0, false],
      ['Bob', false, 1, true],
    ]);
    expect(
      answer.changes.edges.map(({ node }: Json) => [
        node.status,
        node.path,
        node.changedAt,
        nameOf(node.developers[0].id),
      ]),
    ).toEqual([
      ['R', 'lib/new.ts', '2025-11-03T00:00:00.000Z', 'Bob'],
      ['A', 'lib/old.ts', '2020-01-01T00:00:00.000Z', 'Ann'],
    ]);
  });

  it('pages its changes without a gap or a repeat', async () => {
    const page = async (args: string) =>
      (
        await ask(
          `file(path: "lib/one.ts") { changes(${args}) { edges { node { sha } } pageInfo { hasNextPage endCursor } } }`,
          'file',
        )
      ).changes;
    const all = await page('first: 10');
    const found: Json[] = [];
    for (let after = ''; ; ) {
      const { edges, pageInfo } = await page(`first: 1${after}`);
      found.push(...edges);
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(found).toEqual(all.edges);
    expect(found).toHaveLength(3);
  });

  it('is null where the head has no such file', async () => {
    expect(await ask('file(path: "lib") { path }', 'file')).toBeNull();
    expect(await ask('file(path: "lib/old.ts") { path }', 'file')).toBeNull();
    expect(await ask(`file(path: "lib/old.ts", state: "${past.generation}") { path }`, 'file')).toEqual({
      path: 'lib/old.ts',
    });
  });
});

describe('lists of files', () => {
  it('name those with inactive authors only, by path', async () => {
    const page = await ask(
      'orphanedFiles(files: ALL) { totalCount edges { node { path } } pageInfo { hasNextPage } }',
      'orphanedFiles',
    );
    expect(page).toEqual({
      totalCount: 3,
      edges: ['lib/one.ts', 'lib/two.ts', 'readme.md'].map((path) => ({ node: { path } })),
      pageInfo: { hasNextPage: false },
    });
    const first = await ask(
      'orphanedFiles(files: ALL, first: 1) { pageInfo { endCursor hasNextPage } }',
      'orphanedFiles',
    );
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await ask(
      `orphanedFiles(files: ALL, first: 1, after: "${first.pageInfo.endCursor}") { edges { node { path } } }`,
      'orphanedFiles',
    );
    expect(rest.edges).toEqual([{ node: { path: 'lib/two.ts' } }]);
  });

  it('name what a person is an author of, as files and as areas', async () => {
    const query = `query ($ids: [_Any!]!, $repository: ID!) { _entities(representations: $ids) { ... on Developer {
      authoredFiles(repositoryId: $repository) { totalCount edges { node { path } } }
      ownedAreas(repositoryId: $repository) { path files ofFiles soleFiles } } } }`;
    const variables = { ids: [{ __typename: 'Developer', id: idOf('Ann') }], repository: ref.repositoryId };
    const result = await runSubgraph(service, query, variables, { workspaceId: ref.workspaceId });
    expect(result.errors).toBeUndefined();
    expect((result.data as Json)._entities[0]).toEqual({
      authoredFiles: {
        totalCount: 3,
        edges: ['lib/new.ts', 'lib/one.ts', 'lib/two.ts'].map((path) => ({ node: { path } })),
      },
      ownedAreas: [{ path: 'lib', files: 3, ofFiles: 3, soleFiles: 2 }],
    });
  });
});

// biome-ignore lint/suspicious/noExplicitAny: answers are compared as they come
type Json = any;

function queryFor(field: string): string {
  return `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Repository { ${field} } } }`;
}

function entity(id: string) {
  return { ids: [{ __typename: 'Repository', id }] };
}

async function ask(field: string, name: string, id = ref.repositoryId): Promise<Json> {
  const result = await runSubgraph(service, queryFor(field), entity(id), { workspaceId: ref.workspaceId });
  expect(result.errors).toBeUndefined();
  return (result.data as Json)._entities[0][name];
}

function nameOf(id: string): string | undefined {
  return Object.values(HISTORY.aliases).find(({ person }) => idOf(person) === id)?.person;
}
