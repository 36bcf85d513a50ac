import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { callSubgraph, runSubgraph, testKeys, testLogger } from '@trellis/service-kit/testing.ts';
import { type Bootstrapped, bootstrapOperator } from '../bootstrap.ts';
import { type AuthenticatedViewer, internalHandlers } from '../internal-handlers.ts';
import { createResolvers } from '../resolvers/create-resolvers.ts';
import { createAuthorshipCache } from '../store/authorship-cache.ts';
import { createAccessChanges } from '../store/change-access.ts';
import { createTeamsWorld, type TeamsWorld } from './teams-world.ts';

/** What an answer says: its data, and its errors' extensions. */
export interface Said {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any query
  readonly data: any;
  readonly errors: readonly Record<string, unknown>[];
}

/** Somebody who is signed in by a session. */
export interface Person {
  readonly sessionToken: string;
  /** Who the session stands for now; null: nobody. */
  viewer(): Promise<AuthenticatedViewer | null>;
  /** Asks as who they are now. */
  ask(query: string, variables?: Record<string, unknown>): Promise<Said>;
  /** Asks and gives the data; fails on errors. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any query
  get(query: string, variables?: Record<string, unknown>): Promise<any>;
  /** Asks and gives the first error's extensions. */
  refused(query: string, variables?: Record<string, unknown>): Promise<Record<string, unknown> | undefined>;
}

/** The teams subgraph as the gateway sees it, and people who sign in to it. */
export interface AccessWorld extends TeamsWorld {
  readonly service: SubgraphService;
  /** Epochs mirrored so far, as `name epoch`. */
  readonly told: string[];
  /** While true nothing can be mirrored. */
  redisAway: boolean;
  call(handler: string, input: unknown): Promise<unknown>;
  /** Makes a workspace and signs its owner in. */
  found(name: string): Promise<Person & { readonly workspaceId: string; readonly bootstrapped: Bootstrapped }>;
  /** Signs in by a session. */
  person(sessionToken: string): Person;
  /** Invites to a role and joins under a name; `as`: with the account of somebody who is signed in. */
  join(inviter: Person, role: 'MEMBER' | 'ADMIN' | 'OWNER', name: string, as?: Person): Promise<Person>;
}

export async function createAccessWorld(): Promise<AccessWorld> {
  const base = await createTeamsWorld();
  const { pool, serviceUrl } = base.database;
  const changes = createAccessChanges(serviceUrl);
  const told: string[] = [];
  const mirrorEpoch = async (_: string, name: string, epoch: number) => {
    if (world.redisAway) throw new Error('Redis is away');
    told.push(`${name} ${epoch}`);
  };
  const service = createSubgraph({
    name: 'teams',
    schemaFile: 'teams.graphql',
    resolvers: createResolvers({
      pool,
      changes,
      authorship: createAuthorshipCache(pool),
      publicUrl: 'https://trellis.example',
      mirrorEpoch,
    }),
    internal: internalHandlers(pool, mirrorEpoch),
    keys: testKeys,
    dependencies: [],
    logger: testLogger,
  });
  const call = (handler: string, input: unknown) => callSubgraph(service, handler, input);

  const person = (sessionToken: string): Person => {
    const viewer = () => call('authenticate', { sessionToken }) as Promise<AuthenticatedViewer | null>;
    const ask = async (query: string, variables: Record<string, unknown> = {}) => {
      const now = await viewer();
      if (now === null) return { data: null, errors: [{ code: 'UNAUTHENTICATED' }] };
      const { expiresAt, accessEpoch, ...who } = now;
      const { data, errors = [] } = await runSubgraph(service, query, variables, who);
      return { data, errors: errors.map(({ extensions }) => extensions) };
    };
    return {
      sessionToken,
      viewer,
      ask,
      async get(query, variables) {
        const { data, errors } = await ask(query, variables);
        if (errors.length > 0) throw new Error(JSON.stringify(errors));
        return data;
      },
      refused: async (query, variables) => (await ask(query, variables)).errors[0],
    };
  };

  const world: AccessWorld = {
    ...base,
    service,
    told,
    redisAway: false,
    call,
    person,
    async found(name) {
      const bootstrapped = await bootstrapOperator(serviceUrl, {
        workspaceName: name,
        memberName: `Owner of ${name}`,
        createWorkspace: true,
      });
      const session = (await call('redeemSignIn', { token: bootstrapped.signInToken })) as { sessionToken: string };
      return { ...person(session.sessionToken), workspaceId: bootstrapped.workspaceId, bootstrapped };
    },
    async join(inviter, role, name, as) {
      const { createInvitation } = await inviter.get(
        'mutation ($role: WorkspaceRole!) { createInvitation(input: { role: $role }) { url } }',
        { role },
      );
      const token = createInvitation.url.split('#')[1];
      const accepted = await call('acceptInvitation', { token, name, sessionToken: as?.sessionToken });
      return person((accepted as { sessionToken: string }).sessionToken);
    },
    async drop() {
      await changes.stop();
      await base.drop();
    },
  };
  return world;
}
