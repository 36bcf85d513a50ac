import { createTestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { createMemoryStorage, importCommits, type TestCommit } from '@trellis/projection/testing.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import { runSubgraph, testKeys, testLogger } from '@trellis/service-kit/testing.ts';
import { addDays, lastFullWeeks } from '@trellis/service-kit/window.ts';
import { createActivities } from '../activities/create-activities.ts';
import { aliasIdOf, newStream, putAliases } from '../testing.ts';
import { createResolvers } from './create-resolvers.ts';

export const ANN = 'Ann Lee <ann@corp.org>';
export const ANN_AT_HOME = 'annie <ann@CORP.org>';
export const BO = 'Bó Ek <bo@corp.org>';
export const CY = 'Cy Dow <cy@corp.org>';
export const RENOVATE = 'renovate[bot] <bot@renovateapp.com>';
export const EVERYBODY = [ANN, ANN_AT_HOME, BO, CY, RENOVATE];

export const today = new Date().toISOString().slice(0, 10);
export const recent = lastFullWeeks(new Date(), 4);
export const typescript = { path: 'a.ts', added: 2, deleted: 1, language: 'TypeScript' };
export const python = { path: 'b.py', added: 1, language: 'Python' };

type Stream = ReturnType<typeof newStream>;

/** A commit by aliases as written, at noon of a day. */
export interface Work extends Omit<TestCommit, 'credit' | 'at'> {
  readonly by: readonly string[];
  readonly on: string;
}

/** The subgraph over a database of its own, for tests of what it answers. */
export async function startTestGraph() {
  const database = await createTestDatabase('developers');
  const storage = createMemoryStorage();
  const activities = createActivities({ pool: database.pool, storage });
  const service = createSubgraph({
    name: 'developers',
    schemaFile: 'developers.graphql',
    resolvers: createResolvers({ pool: database.pool, poke: () => undefined }),
    keys: testKeys,
    dependencies: [],
    logger: testLogger,
  });

  /** Imports work into a repository, in a workspace of its own unless one is given. */
  async function imported(
    work: readonly Work[],
    stream: Stream = newStream(),
    written: readonly string[] = EVERYBODY,
  ): Promise<Stream> {
    const { workspaceId } = stream;
    await activities.applyAliases(await putAliases(storage, stream, written));
    await activities.resolveIdentities({ workspaceId, knownVersion: 0 });
    const commits = work.map(({ by, on, ...commit }) => {
      const at = Date.parse(`${on}T12:00:00Z`) / 1000;
      return { ...commit, at, credit: by.map((written) => aliasIdOf(workspaceId, written)) };
    });
    await importCommits(activities, storage, stream, commits);
    return stream;
  }

  /** Ann's work over two repositories: a workspace with something of everything. */
  async function workspace() {
    const first = await imported([
      { by: [ANN], on: recent.from, changes: [typescript, python] },
      { by: [ANN_AT_HOME], on: addDays(recent.from, 1), changes: [typescript] },
      { by: [ANN, BO], on: addDays(recent.from, 2) },
      { by: [ANN, ANN_AT_HOME], on: addDays(recent.from, 2) },
      { by: [CY], on: addDays(today, -800) },
      { by: [CY], on: recent.to, parents: 2 },
      { by: [RENOVATE], on: recent.to, changes: [typescript] },
      { by: [ANN], on: addDays(recent.from, -1) },
    ]);
    const second = await imported([{ by: [BO], on: addDays(today, -400) }], newStream(first.workspaceId));
    return { workspaceId: first.workspaceId, first: first.repositoryId, second: second.repositoryId };
  }

  /** The data of a query that must not fail. */
  // biome-ignore lint/suspicious/noExplicitAny: what a query answers has the shape of its text
  async function ask(workspaceId: string, query: string, variables: Record<string, unknown> = {}): Promise<any> {
    const result = await runSubgraph(service, query, variables, { workspaceId });
    if (result.errors !== undefined) throw new Error(JSON.stringify(result.errors));
    return JSON.parse(JSON.stringify(result.data));
  }

  return {
    activities,
    storage,
    imported,
    workspace,
    ask,
    /** The code with which a query fails. */
    codeOf: async (query: string, variables: Record<string, unknown> = {}) =>
      (await runSubgraph(service, query, variables)).errors?.[0]?.extensions?.code,
    /** Ends every operation that was asked for, as its workflow would. */
    endOperations: (workspaceId: string, state: 'SUCCEEDED' | 'FAILED' = 'SUCCEEDED') =>
      inWorkspace(database.pool, workspaceId, (db) => db.query('update record.operation set state = $1', [state])),
    /** Fields of an entity by its reference. */
    entity: async (workspaceId: string, type: string, id: string, fields: string) => {
      const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`;
      return (await ask(workspaceId, query, { of: [{ __typename: type, id }] }))._entities[0];
    },
    stop: () => database.drop(),
  };
}
