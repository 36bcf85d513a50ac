import type { World } from './graph-stand-in.ts';

/** What every metric of the stand-in says of itself. */
export const EXPLAINED = {
  unavailable: null,
  asOf: '2026-03-01T14:05:00.000Z',
  window: null,
  sampleSize: 12,
  unit: 'files',
  method: 'Counted by hand.',
  confidence: null,
  limitations: [] as string[],
};

export const ADA = {
  id: '11111111-1111-8111-8111-111111111111',
  name: 'Ada Lovelace',
  isBot: false,
  isActive: true,
  firstActiveOn: '2024-01-01',
  lastActiveOn: '2026-02-01',
  aliases: [
    {
      id: 'a1111111-1111-8111-8111-111111111111',
      name: 'Ada Lovelace',
      email: 'ada@example.org',
      rule: 'own',
      confidence: 1,
      botReason: null,
    },
    {
      id: 'a1111111-1111-8111-8111-111111111112',
      name: 'ada',
      email: 'ada@home.example',
      rule: 'mailmap',
      confidence: 1,
      botReason: null,
    },
  ],
  teams: [],
};

export const BEN = {
  id: '22222222-2222-8222-8222-222222222222',
  name: 'Ben 山田\u001b[31m',
  isBot: false,
  isActive: false,
  firstActiveOn: '2023-01-01',
  lastActiveOn: '2024-06-01',
  aliases: [
    {
      id: 'b2222222-2222-8222-8222-222222222222',
      name: 'Ben 山田',
      email: 'ben@example.org',
      rule: 'own',
      confidence: 1,
      botReason: null,
    },
  ],
  teams: [],
};

export const ADA_TOO = {
  ...ADA,
  id: '33333333-3333-8333-8333-333333333333',
  name: 'Ada Byron',
  aliases: ADA.aliases.slice(0, 1).map((alias) => ({ ...alias, name: 'Ada Byron', email: 'byron@example.org' })),
};

const PEOPLE = [ADA, BEN, ADA_TOO];

export const REPOSITORY_ID = '99999999-9999-8999-8999-999999999999';

/** A removed person of a bus factor. */
export function step(developer: typeof ADA, files: number, coverageAfter: number) {
  return {
    developer,
    alias: developer.aliases[0],
    files,
    coverageAfter,
    lastActiveOn: developer.lastActiveOn,
    isActive: developer.isActive,
  };
}

export const BUS_FACTOR = {
  ...EXPLAINED,
  value: 2,
  historicalValue: 3,
  files: 12,
  removed: [step(ADA, 6, 0.75), step(BEN, 5, 0.25)],
  pruned: [],
  curve: [step(ADA, 6, 0.75), step(BEN, 5, 0.25)],
  coverageLeft: 0.25,
  orphanedShare: 0.1,
  filesLostWithout: null as number | null,
};

/** A finished import; spread over it to change what became of it. */
export const RUN = {
  id: '55555555-5555-8555-8555-555555555555',
  state: 'SUCCEEDED',
  phase: 'DONE',
  commitsTotal: 40,
  commitsRead: 40,
  commitsProjected: 40,
  fromStart: true,
  message: null as string | null,
  startedAt: '2026-03-01T14:05:00.000Z',
  finishedAt: '2026-03-01T14:05:01.200Z' as string | null,
  stateId: null as string | null,
  error: null as { code: string; message: string; remedy: string } | null,
  limitations: [],
};

/** A world of one imported repository at `location`, with three people. */
export function worldOf(location: string, headSha = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00') {
  const repository = {
    id: REPOSITORY_ID,
    name: 'tiny',
    kind: 'PATH',
    location,
    branch: null,
    headSha: headSha as string | null,
    headCommittedAt: '2026-02-01T10:00:00.000Z',
    importedAt: '2026-03-01T14:05:00.000Z',
    commitCount: 40,
    limitations: [{ code: 'SHALLOW_CLONE', text: 'History is cut off.', remedy: 'git fetch --unshallow' }],
    streams: [
      { subgraph: 'analytics', state: 'COMPLETE', appliedThrough: 2, lastBatch: 2, halted: null },
      {
        subgraph: 'teams',
        state: 'HALTED',
        appliedThrough: 1,
        lastBatch: 2,
        halted: {
          batch: 2,
          code: 'BATCH_CORRUPT',
          text: 'A stored batch is damaged.',
          remedy: 'Resume the import.',
          since: '2026-01-01T00:00:00Z',
        },
      },
    ],
    latestImport: RUN as unknown,
    contributorCount: { ...EXPLAINED, value: 3 },
    languages: {
      ...EXPLAINED,
      languages: [
        { language: 'TypeScript', share: 1, changes: 9, linesAdded: 1, linesDeleted: 1, lastUsedOn: '2026-02-01' },
      ],
    },
    busFactor: (_: unknown): unknown => BUS_FACTOR,
    file: ({ path }: { path: string }): unknown =>
      path === 'lib/a.ts' ? { path, fileClass: 'source', language: 'TypeScript' } : null,
    knowledge: ({ path }: { path: string }): unknown =>
      path === 'nowhere'
        ? { ...EXPLAINED, files: 0, edges: [], unavailable: PATH_UNKNOWN }
        : { ...EXPLAINED, files: 4, edges: [{ node: KNOWLEDGE }] },
    hourHeatmap: {
      ...EXPLAINED,
      cells: [
        { weekday: 1, hour: 9, commits: 7 },
        { weekday: 7, hour: 23, commits: 1 },
      ],
      excludedShare: 0.1,
    },
    activityCalendar: {
      ...EXPLAINED,
      days: [{ day: '2026-02-01', commits: 3, linesAdded: 5, linesDeleted: 2 }],
      total: 3,
      previousTotal: 1,
    },
  };
  const world = {
    viewer: { memberId: '1', name: 'Owner', role: 'OWNER', solo: true, workspace: { id: '7', name: 'First' } },
    repositoryAt: (asked: { location: string }) => (asked.location === location ? repository : null),
    repository: ({ id }: { id: string }) => (id === REPOSITORY_ID ? repository : null),
    repositories: { edges: [{ node: repository }], pageInfo: { hasNextPage: false, endCursor: null }, totalCount: 1 },
    developer: ({ id }: { id: string }) => {
      const found = PEOPLE.find((person) => person.id === id);
      return found ? personOf(found, repository) : null;
    },
    developers: ({ search }: { search?: string | null }) => {
      const found = PEOPLE.filter((person) => matches(person, search ?? ''));
      return {
        totalCount: found.length,
        pageInfo: { hasNextPage: false, endCursor: null },
        edges: found.map((person) => ({ node: personOf(person, repository) })),
      };
    },
    commit: null,
    similarWork: [],
    importRepository: (_: unknown): unknown => ({ ...RUN, repository }),
    syncRepository: (_: unknown): unknown => ({ ...RUN, repository }),
    cancelImport: (_: unknown): unknown => ({ ...RUN, state: 'CANCELLED', repository }),
    importRun: (_: unknown): unknown => ({ ...RUN, repository }),
    deriveState: (_: unknown): unknown => ({ ...RUN, repository }),
    createSignInLink: { url: 'http://127.0.0.1:4000/sign-in#secret', expiresAt: '2026-03-01T14:20:00.000Z' },
  };
  return { world: world satisfies World, repository };
}

const PATH_UNKNOWN = { code: 'PATH_UNKNOWN', reason: 'The head has no nowhere.', remedy: 'Ask for another path.' };

export const KNOWLEDGE = {
  developer: ADA,
  degreeOfAuthorship: 4.2,
  normalized: 0.9,
  authoredFiles: 3,
  soleFiles: 1,
  filesCreated: 2,
  changes: 8,
  changesByOthers: 3,
  lastChangedOn: '2026-02-01',
  isActive: true,
  reasons: ['created 2 of the files', 'made 8 of 11 changes'],
};

function personOf(person: typeof ADA, repository: object) {
  return {
    ...person,
    commitCount: { ...EXPLAINED, value: 20, unit: 'commits' },
    languages: {
      ...EXPLAINED,
      languages: [
        { language: 'TypeScript', share: 1, changes: 9, linesAdded: 1, linesDeleted: 1, lastUsedOn: '2026-02-01' },
      ],
    },
    repositories: [{ commits: 20, firstActiveOn: '2024-01-01', lastActiveOn: '2026-02-01', repository }],
    ownedAreas: [{ path: 'lib', files: 3, ofFiles: 4, soleFiles: 1 }],
    weeklyActivity: {
      ...EXPLAINED,
      weeks: [{ startsOn: '2026-01-26', commits: 3, activeDays: 2, activeDevelopers: 1 }],
    },
    commits: {
      totalCount: 1,
      edges: [
        { node: { sha: 'c0ffee00c0ffee00', subject: 'Say hello', authoredAt: '2026-02-01T10:00:00.000Z', repository } },
      ],
    },
    hourHeatmap: null,
    activityCalendar: { ...EXPLAINED, days: [], total: 0, previousTotal: 0 },
  };
}

function matches(person: typeof ADA, search: string): boolean {
  const wanted = search.toLowerCase();
  const written = [person.name, ...person.aliases.flatMap(({ name, email }) => [name, email])];
  return written.some((text) => text.toLowerCase().includes(wanted));
}
