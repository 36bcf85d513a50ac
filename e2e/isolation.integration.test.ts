import { readFileSync } from 'node:fs';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { type GraphQLObjectType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestRepository } from './harness/git-repository.ts';
import { type RunningTrellis, startTrellis } from './harness/running-trellis.ts';
import { clientSchema, selectEverything } from './harness/select-everything.ts';
import { signIn } from './harness/signed-in.ts';

const UNKNOWN = '00000000-0000-4000-8000-00000000dead';
const schema = clientSchema();

/** What one workspace knows of the repository that both have. */
interface Known {
  readonly token: string;
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly location: string;
  readonly developerId: string;
  readonly aliasId: string;
  readonly importId: string;
  readonly teamId: string;
  readonly sha: string;
  readonly memberId: string;
  readonly invitationId: string;
  readonly claimId: string;
  readonly shareId: string;
  readonly signInId: string;
  readonly apiTokenId: string;
  /** A person of two aliases, and the one that could be split off. */
  readonly twiceId: string;
  readonly splitAliasId: string;
  /** That two people are two, and that one is two. */
  readonly decisionId: string;
  readonly splitId: string;
  readonly identityOperationId: string;
  readonly maintenanceOperationId: string;
}

/** Arguments that name something of a workspace; every query field needs an entry, so that a new one is not forgotten. */
const QUERIES: Record<string, ((of: Known) => Record<string, unknown>) | 'whole-workspace'> = {
  viewer: 'whole-workspace',
  workspace: 'whole-workspace',
  teams: 'whole-workspace',
  team: (of) => ({ id: of.teamId }),
  developer: (of) => ({ id: of.developerId }),
  developers: 'whole-workspace',
  commit: (of) => ({ repositoryId: of.repositoryId, sha: of.sha }),
  similarWork: 'whole-workspace',
  repository: (of) => ({ id: of.repositoryId }),
  repositoryAt: 'whole-workspace',
  repositories: 'whole-workspace',
  importRun: (of) => ({ id: of.importId }),
  members: 'whole-workspace',
  member: (of) => ({ id: of.memberId }),
  invitations: 'whole-workspace',
  claims: 'whole-workspace',
  accessLog: 'whole-workspace',
  identityOperation: (of) => ({ id: of.identityOperationId }),
  identityOperations: 'whole-workspace',
  identityDecision: (of) => ({ id: of.decisionId }),
  identityDecisions: 'whole-workspace',
  duplicateSuggestions: 'whole-workspace',
  previewMerge: (of) => ({ input: { survivorId: of.developerId, otherIds: [of.twiceId] } }),
  previewSplit: (of) => ({ input: { developerId: of.twiceId, aliasIds: [of.splitAliasId] } }),
  previewUndo: (of) => ({ decisionId: of.splitId }),
  previewErasure: (of) => ({ developerId: of.developerId }),
  erasures: 'whole-workspace',
  maintenanceOperation: (of) => ({ id: of.maintenanceOperationId }),
  maintenanceOperations: 'whole-workspace',
  previewRemoval: (of) => ({ repositoryId: of.repositoryId }),
};

/** Arguments by which a mutation would touch something of another workspace; null: it names nothing. */
const MUTATIONS: Record<string, ((of: Known, own: Known) => Record<string, unknown>) | null> = {
  createTeam: null,
  createSignInLink: null,
  importRepository: null,
  setTeamMembership: (of, own) => ({
    input: { teamId: of.teamId, developerId: own.developerId, role: 'MEMBER', from: '2024-01-01' },
  }),
  endTeamMembership: (of) => ({ input: { teamId: of.teamId, developerId: of.developerId, on: '2024-02-01' } }),
  syncRepository: (of) => ({ id: of.repositoryId }),
  cancelImport: (of) => ({ id: of.importId }),
  resumeImport: (of) => ({ id: of.importId }),
  deriveState: (of) => ({ input: { repositoryId: of.repositoryId, until: '2024-03-01' } }),
  moveTeam: (of) => ({ input: { teamId: of.teamId, parentTeamId: null } }),
  renameTeam: (of) => ({ input: { teamId: of.teamId, name: 'Taken over' } }),
  deleteTeam: (of) => ({ id: of.teamId }),
  createWorkspace: null,
  renameWorkspace: null,
  createInvitation: null,
  revokeInvitation: (of) => ({ id: of.invitationId }),
  changeMemberRole: (of) => ({ input: { memberId: of.memberId, role: 'MEMBER' } }),
  removeMember: (of) => ({ id: of.memberId }),
  leaveWorkspace: null,
  endSignIn: (of) => ({ id: of.signInId }),
  endOtherSignIns: null,
  createApiToken: null,
  revokeApiToken: (of) => ({ id: of.apiTokenId }),
  claimDeveloper: (of) => ({ developerId: of.developerId }),
  decideClaim: (of) => ({ input: { claimId: of.claimId, decision: 'CONFIRM' } }),
  assignDeveloper: (of, own) => ({ input: { memberId: own.memberId, developerId: of.developerId } }),
  endClaim: (of) => ({ id: of.claimId }),
  sharePersonalData: (of) => ({ input: { with: 'MEMBERS', memberIds: [of.memberId] } }),
  stopSharing: (of) => ({ ids: [of.shareId] }),
  mergeDevelopers: (of, own) => ({ input: { survivorId: own.developerId, otherIds: [of.developerId] } }),
  splitDeveloper: (of) => ({ input: { developerId: of.twiceId, aliasIds: [of.splitAliasId] } }),
  undoIdentityDecision: (of) => ({ id: of.splitId }),
  dismissDuplicate: (of, own) => ({ input: { developerIds: [own.developerId, of.developerId] } }),
  undoDismissal: (of) => ({ id: of.decisionId }),
  retryIdentityOperation: (of) => ({ id: of.identityOperationId }),
  eraseDeveloper: (of) => ({ input: { developerId: of.developerId, confirm: 'Ada Lovelace' } }),
  rebuildProjection: (of) => ({ input: { subgraph: 'PREDICTIONS', repositoryId: of.repositoryId } }),
  retryMaintenanceOperation: (of) => ({ id: of.maintenanceOperationId }),
  removeRepository: (of) => ({ input: { repositoryId: of.repositoryId, confirm: 'shared-name' } }),
};

/** Ids of a workspace by the entity they name. */
const ENTITIES: Record<string, (of: Known) => Record<string, unknown>> = {
  Workspace: (of) => ({ id: of.workspaceId }),
  Repository: (of) => ({ id: of.repositoryId }),
  Developer: (of) => ({ id: of.developerId }),
  Alias: (of) => ({ id: of.aliasId }),
  Team: (of) => ({ id: of.teamId, memberIds: [of.developerId] }),
  IdentityAgreement: (of) => ({ id: of.developerId }),
  ErasurePreview: (of) => ({ developerId: of.developerId, lookedFor: ['answer'] }),
  RemovalPreview: (of) => ({ repositoryId: of.repositoryId }),
};

describe('two workspaces with the same repository', () => {
  const repository = createTestRepository('shared-name');
  let trellis: RunningTrellis;
  let mine: Known;
  let theirs: Known;

  beforeAll(async () => {
    repository.write({ 'src/main.ts': 'export const answer = 42;\n' });
    repository.commit({ message: 'Begin secret-word' });
    repository.write({ 'src/main.ts': 'export const answer = 43;\n' });
    repository.commit({ author: 'Grace Hopper <grace@example.org>', at: '2024-03-05T08:00:00+0100' });
    repository.write({ '.mailmap': 'Jo Field <jo@new.example> <jo@old.example>\n' });
    for (const author of ['Jo Field <jo@new.example>', 'jf <jo@old.example>']) repository.commit({ author });
    trellis = await startTrellis({ apart: false });
    mine = await makeKnown('Mine');
    theirs = await makeKnown('Theirs');
  });
  afterAll(async () => {
    await trellis?.stop();
    repository.remove();
  });

  async function must<T>(token: string, query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const { data, errors } = await trellis.ask<T>(token, query, variables);
    if (data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  }

  async function makeKnown(name: string): Promise<Known> {
    const { apiToken: token, workspaceId, memberId, signInToken } = await trellis.makeWorkspace(name);
    await signIn(trellis.url, signInToken);
    const repositoryId = await trellis.importRepository(token, repository.path);
    const { developers, repository: imported } = await must<{
      developers: { edges: { node: { id: string; aliases: { id: string }[] } }[] };
      repository: { location: string; headSha: string; latestImport: { id: string } };
    }>(
      token,
      'query ($id: ID!) { developers { edges { node { id aliases { id } } } } repository(id: $id) { location headSha latestImport { id } } }',
      { id: repositoryId },
    );
    const { createTeam } = await must<{ createTeam: { id: string } }>(
      token,
      'mutation { createTeam(input: { name: "Core" }) { id } }',
    );
    const named = (length: number) => developers.edges.find(({ node }) => node.aliases.length === length)?.node;
    const developer = named(1);
    const twice = named(2);
    await must(token, 'mutation ($i: SetTeamMembershipInput!) { setTeamMembership(input: $i) { id } }', {
      i: { teamId: createTeam.id, developerId: developer?.id, role: 'MEMBER', from: '2024-01-01' },
    });
    const {
      createInvitation,
      assignDeveloper,
      sharePersonalData: [share],
      createApiToken,
      dismissDuplicate,
      rebuildProjection,
    } = await must<{
      createInvitation: { invitation: { id: string } };
      assignDeveloper: { id: string };
      sharePersonalData: { id: string }[];
      createApiToken: { apiToken: { id: string } };
      dismissDuplicate: { id: string };
      rebuildProjection: { id: string };
    }>(
      token,
      `mutation ($m: ID!, $d: ID!, $two: [ID!]!, $r: ID!) {
        createInvitation(input: { role: MEMBER }) { invitation { id } }
        assignDeveloper(input: { memberId: $m, developerId: $d }) { id }
        sharePersonalData(input: { with: LEADS }) { id }
        createApiToken(input: { label: "ci" }) { apiToken { id } }
        dismissDuplicate(input: { developerIds: $two }) { id }
        rebuildProjection(input: { subgraph: PREDICTIONS, repositoryId: $r }) { id }
      }`,
      { m: memberId, d: developer?.id, two: [developer?.id, twice?.id], r: repositoryId },
    );
    const { splitDeveloper } = await must<{ splitDeveloper: { id: string } }>(
      token,
      'mutation ($d: ID!, $a: [ID!]!) { splitDeveloper(input: { developerId: $d, aliasIds: $a }) { id } }',
      { d: twice?.id, a: [twice?.aliases[1]?.id] },
    );
    const { viewer, identityDecisions } = await must<{
      viewer: { signIns: { id: string }[] };
      identityDecisions: { edges: { node: { id: string; kind: string } }[] };
    }>(token, '{ viewer { signIns { id } } identityDecisions { edges { node { id kind } } } }');
    return {
      memberId,
      invitationId: createInvitation.invitation.id,
      claimId: assignDeveloper.id,
      shareId: share?.id as string,
      signInId: viewer.signIns[0]?.id as string,
      apiTokenId: createApiToken.apiToken.id,
      twiceId: twice?.id as string,
      splitAliasId: twice?.aliases[1]?.id as string,
      decisionId: dismissDuplicate.id,
      splitId: identityDecisions.edges.find(({ node }) => node.kind === 'SPLIT')?.node.id as string,
      identityOperationId: splitDeveloper.id,
      maintenanceOperationId: rebuildProjection.id,
      token,
      workspaceId,
      repositoryId,
      location: imported.location,
      developerId: developer?.id as string,
      aliasId: developer?.aliases[0]?.id as string,
      importId: imported.latestImport.id,
      teamId: createTeam.id,
      sha: imported.headSha,
    };
  }

  const idsOf = ({ token, location, sha, ...ids }: Known) => Object.values(ids);
  const valuesOf = (of: Known): Record<string, unknown> => ({
    repositoryId: of.repositoryId,
    location: of.location,
    developerId: of.developerId,
    id: of.repositoryId,
    sha: of.sha,
    shas: [of.sha],
    path: 'src/main.ts',
    text: 'answer secret-word',
  });

  it('have no id in common', () => {
    expect(idsOf(mine).filter((id) => idsOf(theirs).includes(id))).toEqual([]);
  });

  it('cover every query and mutation of the schema', () => {
    expect(Object.keys(QUERIES).sort()).toEqual(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort());
    expect(Object.keys(MUTATIONS).sort()).toEqual(Object.keys(schema.getMutationType()?.getFields() ?? {}).sort());
  });

  it.each(Object.keys(QUERIES))('show nothing of each other through Query.%s', async (field) => {
    const named = QUERIES[field];
    const foreign = named === 'whole-workspace' || named === undefined ? {} : named(theirs);
    const { document, variables } = selectEverything(schema, field, { ...valuesOf(theirs), ...foreign });
    const answer = await trellis.ask<Record<string, unknown>>(mine.token, document, variables);
    const text = JSON.stringify(answer);
    for (const id of idsOf(theirs)) {
      // What was asked with may be said back in an error; what must not come is data.
      expect(JSON.stringify(answer.data ?? null)).not.toContain(id);
    }
    if (named !== 'whole-workspace') expect(answer.data?.[field]).toBeNull();
    expect(text).not.toContain('INTERNAL');
  });

  it.each(Object.keys(QUERIES))('see their own through Query.%s', async (field) => {
    const named = QUERIES[field];
    const own = named === 'whole-workspace' || named === undefined ? {} : named(mine);
    const { document, variables } = selectEverything(schema, field, { ...valuesOf(mine), ...own });
    const answer = await trellis.ask<Record<string, unknown>>(mine.token, document, variables);
    expect(answer.errors ?? []).toEqual([]);
    expect(answer.data?.[field]).not.toBeNull();
  });

  it.each(Object.entries(MUTATIONS).filter(([, input]) => input !== null))(
    'can not touch each other through Mutation.%s, and are told the same as of an unknown id',
    async (field, input) => {
      const { token, location, sha, ...ids } = theirs;
      const nowhere = Object.fromEntries(Object.keys(ids).map((name) => [name, UNKNOWN])) as unknown as typeof ids;
      const unknown: Known = { ...theirs, ...nowhere };
      const codes: unknown[] = [];
      for (const of of [theirs, unknown]) {
        const { document, variables } = selectEverything(schema, field, input?.(of, mine) ?? {}, 'mutation');
        const answer = await trellis.ask(mine.token, document, variables);
        codes.push(answer.errors?.map((error) => [error.extensions.code, error.message]));
      }
      expect(codes[0]).toEqual([['NOT_FOUND', expect.any(String)]]);
      expect(codes[0]).toEqual(codes[1]);
    },
  );

  it('give nothing for each other’s entities by id, in any subgraph', async () => {
    const token = await createTokenSigner(trellis.installation.config.keys).forViewer({
      workspaceId: mine.workspaceId,
      memberId: UNKNOWN,
      role: 'owner',
      solo: true,
      grants: { self: [], leads: [], sharedBy: [] },
    });
    const asked: string[] = [];
    for (const name of SUBGRAPHS) {
      const sdl = parse(readFileSync(new URL(`../schema/${name}.graphql`, import.meta.url), 'utf8'));
      for (const definition of sdl.definitions) {
        if (definition.kind !== 'ObjectTypeDefinition') continue;
        if (!definition.directives?.some((directive) => directive.name.value === 'key')) continue;
        const type = definition.name.value;
        const keys = ENTITIES[type];
        expect(keys, `${type} is an entity that this test doesn't know`).toBeDefined();
        const own = new Set(definition.fields?.map((field) => field.name.value));
        const selection = selectEverything(schema, type, valuesOf(theirs), 'entity', own);
        const query =
          `query ($r: [_Any!]!, ${selection.declarations}) { _entities(representations: $r) { ... on ${type} ${selection.body} } }`.replace(
            ', )',
            ')',
          );
        const variables = { ...selection.variables, r: [{ __typename: type, ...keys?.(theirs) }] };
        const answer = await trellis.services[name].execute({ query, variables, token, requestId: 'isolation' });
        const said = JSON.stringify(answer.data ?? null);
        // An entity that a subgraph only refers to comes back as its own key; nothing else may.
        const others = idsOf(theirs).filter(
          (id) =>
            !Object.values(keys?.(theirs) ?? {})
              .flat()
              .includes(id),
        );
        for (const id of others) expect(said, `${name}.${type}`).not.toContain(id);
        expect(said, `${name}.${type}`).not.toMatch(/Ada|Grace|secret-word|main\.ts|shared-name/);
        asked.push(`${name}.${type}`);
      }
    }
    expect(asked.length).toBeGreaterThan(10);
  });

  it('can not be read with a token of the other: the viewer follows the token', async () => {
    const answer = await trellis.ask<{ viewer: { workspace: { id: string } } }>(
      theirs.token,
      '{ viewer { workspace { id } } }',
    );
    expect(answer.data?.viewer.workspace.id).toBe(theirs.workspaceId);
  });
});

it('selects every field of an object', () => {
  const type = schema.getType('Repository') as GraphQLObjectType;
  const { body } = selectEverything(schema, 'Repository', {}, 'entity', new Set(Object.keys(type.getFields())));
  expect(body).toContain('headSha');
});
