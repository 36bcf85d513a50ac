import { Command } from 'commander';
import { Failure } from '../failure.ts';
import { graphql } from '../generated/gql.ts';
import type { RepositoryStatusFragment, StatusRepositoriesQuery } from '../generated/graphql.ts';
import { readReadiness } from '../parts.ts';
import type { GlobalOptions, OpenSession, Session } from '../session.ts';
import { printStatus } from '../status-report.ts';
import { examples } from './options.ts';

const StatusViewer = graphql(`
  query StatusViewer {
    viewer { name role solo workspace { id name } }
  }
`);

const StatusRepositories = graphql(`
  query StatusRepositories($after: String, $withLocation: Boolean!) {
    repositories(first: 50, after: $after) {
      edges { node { ...RepositoryStatus } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

graphql(`
  fragment RepositoryStatus on Repository {
    id
    name
    kind
    location @include(if: $withLocation)
    branch
    headSha
    headCommittedAt
    importedAt
    commitCount
    limitations { code text remedy }
    streams { subgraph state appliedThrough lastBatch halted { code text remedy since } }
    latestImport {
      id
      state
      phase
      commitsTotal
      commitsRead
      commitsProjected
      message
      startedAt
      finishedAt
      error { code message remedy }
    }
  }
`);

export function statusCommand(open: OpenSession): Command {
  return new Command('status')
    .description('what runs, which repositories are imported, how fresh they are and what is missing')
    .addHelpText(
      'after',
      examples(['trellis status', 'everything at a glance'], ['trellis status --json', 'for a program']),
    )
    .action((_, self: Command) => status(open, self.optsWithGlobals<GlobalOptions>()));
}

async function status(open: OpenSession, options: GlobalOptions): Promise<void> {
  const session = open(options);
  const { url } = session.trellis();
  const { isReady, parts } = await readReadiness(session);
  const isOut = (name: string) => parts.some((part) => part.name === name && !part.answers);
  const viewer = isOut('teams') ? undefined : (await session.ask(StatusViewer, {})).viewer;
  // A location is for administrators; for others it is left out rather than refused.
  const repositories = isOut('integrations')
    ? []
    : await readRepositories(session, viewer !== undefined && viewer.role !== 'MEMBER');
  if (!isReady) session.markFailed();
  if (session.json) {
    session.printJson({
      url,
      workspace: viewer ? { id: viewer.workspace.id, name: viewer.workspace.name } : null,
      viewer: viewer ? { name: viewer.name, role: viewer.role, solo: viewer.solo } : null,
      parts,
      repositories: repositories.map(repositoryJson),
    });
    return;
  }
  printStatus(session.terminal, { url, viewer, parts, repositories, now: session.now });
}

async function readRepositories({ ask }: Session, withLocation: boolean): Promise<RepositoryStatusFragment[]> {
  const found: RepositoryStatusFragment[] = [];
  for (let after: string | null = null; ; ) {
    const page: StatusRepositoriesQuery = await ask(StatusRepositories, { after, withLocation });
    found.push(...page.repositories.edges.map((edge) => edge.node));
    const { hasNextPage, endCursor } = page.repositories.pageInfo;
    if (!hasNextPage) return found;
    if (endCursor === null || endCursor === after)
      throw new Failure('BAD_ANSWER', 'The list of repositories has no end.');
    after = endCursor;
  }
}

function repositoryJson({ location, latestImport, ...repository }: RepositoryStatusFragment) {
  return { ...repository, location: location ?? null, latestImport };
}
