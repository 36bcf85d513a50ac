import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import { serveSubgraph } from '@trellis/service-kit/serve-subgraph.ts';
import { testKeys, testLogger, testViewer } from '@trellis/service-kit/testing.ts';

/** The process of the five subgraphs: the real contract over made-up rows, so that what is measured is the gateway. */
const metric = {
  asOf: '2026-01-01T00:00:00Z',
  window: { from: '2026-01-01', to: '2026-01-31' },
  sampleSize: 1,
  unit: 'commits',
  method: 'made up',
  limitations: [],
};
const count = (value: number) => ({ ...metric, value });
const day = (index: number) => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
const page = <T>(size: number, node: (index: number) => T) => ({
  edges: Array.from({ length: size }, (_, index) => ({ cursor: `c${index}`, node: node(index) })),
  pageInfo: { hasNextPage: true, endCursor: `c${size}` },
  totalCount: 500,
});
const calendar = (days: number) => ({
  ...metric,
  total: days * 3,
  days: Array.from({ length: days }, (_, index) => ({ day: day(index), commits: 3 })),
});

const RESOLVERS: Record<Subgraph, object> = {
  developers: {
    Query: { developers: (_: unknown, { first }: { first: number }) => page(first, (index) => ({ id: `p${index}` })) },
    Developer: {
      name: ({ id }: { id: string }) => `Person ${id}`,
      initials: () => 'P',
      isActive: () => true,
      commitCount: () => count(40),
    },
    Workspace: { activeDevelopers: () => count(30) },
    Repository: { contributorCount: () => count(12) },
  },
  teams: {
    Query: { workspace: () => ({ id: testViewer().workspaceId }) },
    Workspace: { name: () => 'Home', memberCount: () => 30 },
    Developer: { teams: ({ id }: { id: string }) => [{ id: `team of ${id}`, name: 'Core' }] },
    Repository: {
      busFactor: () => ({
        ...metric,
        value: 3,
        files: 400,
        removed: [0, 1, 2].map((index) => ({
          developer: { id: `p${index}` },
          alias: { id: `a${index}` },
          files: 90,
          coverageAfter: 0.8,
          isActive: true,
        })),
      }),
    },
  },
  analytics: {
    Developer: { activityCalendar: () => calendar(5) },
    Repository: { activityCalendar: () => calendar(5) },
    Workspace: { activityCalendar: () => calendar(31) },
  },
  predictions: {
    Workspace: {
      weeklyActivity: (_: unknown, { weeks }: { weeks: number }) => ({
        ...metric,
        weeks: Array.from({ length: weeks }, (_, index) => ({
          startsOn: day(index * 7),
          commits: 20,
          activeDays: 5,
          activeDevelopers: 9,
        })),
      }),
    },
  },
  integrations: {
    Workspace: {
      repositories: (_: unknown, { first }: { first: number }) =>
        page(first, (index) => ({ id: `r${index}`, name: `Repository ${index}` })),
    },
  },
};

const authenticate = async () => ({
  ...testViewer(),
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  accessEpoch: 1,
});

const urls: Record<string, string> = {};
for (const name of SUBGRAPHS) {
  const service = createSubgraph({
    name,
    schemaFile: `${name}.graphql`,
    resolvers: RESOLVERS[name],
    keys: testKeys,
    logger: testLogger,
    dependencies: [],
    ...(name === 'teams' ? { internal: { authenticate } } : {}),
  });
  urls[name] = (await serveSubgraph(service, { host: '127.0.0.1', port: 0, logger: testLogger })).url;
}
process.send?.({ subgraphUrls: urls, workspaceId: testViewer().workspaceId, keys: { signing: testKeys.signing } });
process.on('disconnect', () => process.exit());
