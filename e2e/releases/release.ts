/** Keys of the made-up installations that releases leave behind; they protect nothing. */
const key = (id: string, byte: number) => ({ id, secret: Buffer.alloc(32, byte).toString('base64url') });

/** The ring as the release before encryption had it. */
export const RELEASE_KEYS = { signing: [key('released', 1)], aliasHashing: key('released', 2) } as const;

/** Where the repository is said to lie: a test says where it lies today. */
export const LOCATION = '/srv/released';

/** Who and what is in an installation that a release left behind. */
export interface ReleaseFacts {
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** The head that was imported; the bundle's `main` is ahead of it. */
  readonly importedSha: string;
  /** What the release answered to `ANSWERS`. */
  readonly answers: unknown;
}

/** All rows of a database, by table; each as JSON in text, which JavaScript would round numbers of. */
export type ReleaseRows = Readonly<Record<string, readonly string[]>>;

/** Asks for numbers of each subgraph, none of which depends on the day they are asked on. */
export const ANSWERS = `query ($id: ID!) {
  repository(id: $id) {
    id name branch headSha commitCount
    contributors(first: 50) {
      totalCount
      edges { commits lastActiveOn node { id name isBot aliases { name email } commitCount { value } } }
    }
    languages { languages { language share changes linesAdded linesDeleted } }
    busFactor(historical: true) { value files removed { developer { id } } coverageLeft }
    activityCalendar { days { day commits linesAdded linesDeleted } }
    hourHeatmap { cells { weekday hour commits } }
    orphanedFiles(first: 50) { edges { node { path language fileClass } } }
  }
  similarWork(text: "side branch made up", repositoryId: $id, first: 5) { developer { id } score matchingCommits shas }
}`;
