import { useParams } from '@tanstack/react-router';
import { Page } from '../app/page.tsx';
import { graphql } from '../generated/gql.ts';
import { usePageQuery } from '../graph/use-page-query.ts';
import { ExplainDefined } from '../parts/explain-defined.tsx';
import { Person } from '../parts/person.tsx';
import { NotFound, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { paths } from '../paths.ts';
import { formatAgo, formatAtOffset, formatCount, formatInstant } from '../time/format.ts';
import { counted } from '../words/sentences.ts';
import styles from './commit.module.css';

const commitQuery = graphql(`
  query CommitPage($repositoryId: ID!, $sha: String!) {
    commit(repositoryId: $repositoryId, sha: $sha) {
      sha
      subject
      authoredAt
      authorOffsetMinutes
      committedAt
      isMerge
      filesChanged
      linesAdded
      linesDeleted
      repository {
        id
        name
      }
      developers {
        id
        name
        initials
      }
    }
  }
`);

/** The evidence at the end of every path: one commit. */
export function CommitPage() {
  const { repositoryId = '', sha = '' } = useParams({ strict: false }) as { repositoryId?: string; sha?: string };
  const { data, problem, retry } = usePageQuery(commitQuery, { repositoryId, sha });
  const commit = data?.commit;
  const trail = [
    { label: 'Repositories', href: paths.repositories() },
    ...(commit ? [{ label: commit.repository.name, href: paths.repository(repositoryId, { tab: 'commits' }) }] : []),
  ];
  if (!commit) {
    return (
      <Page title={sha.slice(0, 10)} trail={trail}>
        {problem !== undefined ? (
          <ProblemNotice problem={problem} onRetry={retry} />
        ) : data === undefined ? (
          <Skeleton height={200} label="the commit" />
        ) : (
          <NotFound what="commit" />
        )}
      </Page>
    );
  }
  const size = commit.isMerge
    ? 'A merge: it counts no changes of its own.'
    : `${counted(commit.filesChanged, 'file')} changed, ${formatCount(commit.linesAdded)} lines added, ${formatCount(commit.linesDeleted)} deleted.`;
  return (
    <Page
      title={commit.subject === '' ? commit.sha.slice(0, 10) : commit.subject}
      trail={trail}
      answer={
        <>
          {size} <ExplainDefined name="commit-size" />
        </>
      }
    >
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      <dl className={styles.facts}>
        <dt>SHA</dt>
        <dd>
          <code>{commit.sha}</code>
        </dd>
        <dt>{commit.developers.length > 1 ? 'Authors' : 'Author'}</dt>
        <dd className={styles.people}>
          {commit.developers.map((each) => (
            <Person key={each.id} person={each} />
          ))}
        </dd>
        <dt>Authored</dt>
        <dd>
          <time dateTime={commit.authoredAt}>{formatInstant(commit.authoredAt)}</time> here,{' '}
          {formatAtOffset(commit.authoredAt, commit.authorOffsetMinutes)} by the author's clock (
          {formatAgo(commit.authoredAt, new Date())})
        </dd>
        <dt>Committed</dt>
        <dd>
          <time dateTime={commit.committedAt}>{formatInstant(commit.committedAt)}</time>
        </dd>
        <dt>See it whole</dt>
        <dd>
          <code>git show {commit.sha.slice(0, 12)}</code>
        </dd>
      </dl>
    </Page>
  );
}
