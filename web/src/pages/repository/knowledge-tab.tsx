import { useSearchState } from '../../app/search-state.ts';
import { graphql } from '../../generated/gql.ts';
import type { KnowledgeTabFragment } from '../../generated/graphql.ts';
import { useMore } from '../../graph/use-page-query.ts';
import { Section } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { More } from '../../parts/more.tsx';
import { PeopleLine, Person } from '../../parts/person.tsx';
import { Empty, Missing } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatDay, formatInstant, formatShare } from '../../time/format.ts';
import { counted, listed } from '../../words/sentences.ts';
import styles from '../repository.module.css';
import { PathBar } from './path-bar.tsx';
import { placeName } from './path-words.ts';

export const knowledgeTab = graphql(`
  fragment KnowledgeTab on Repository {
    id
    name
    knowledge(path: $path, files: $files, first: 20) {
      ...KnowledgeRows
    }
    file(path: $path) {
      path
      language
      fileClass
      changes(first: 20) {
        edges {
          node {
            sha
            changedAt
            status
            path
            linesAdded
            linesDeleted
            developers {
              id
              name
              initials
            }
          }
        }
      }
    }
    places: directory(path: $path, files: $files) {
      children {
        name
        path
        isDirectory
      }
    }
  }
`);

export const knowledgeRows = graphql(`
  fragment KnowledgeRows on KnowledgeConnection {
    edges {
      cursor
      node {
        developer {
          id
          name
          initials
        }
        degreeOfAuthorship
        normalized
        authoredFiles
        soleFiles
        filesCreated
        changes
        changesByOthers
        lastChangedOn
        isActive
        reasons
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    files
    unavailable {
      code
      reason
      remedy
    }
    asOf
    method
  }
`);

const moreKnowledge = graphql(`
  query MoreKnowledge($id: ID!, $path: String!, $files: FileSelection!, $after: String) {
    repository(id: $id) {
      id
      knowledge(path: $path, files: $files, first: 20, after: $after) {
        ...KnowledgeRows
      }
    }
  }
`);

type Knowledge = KnowledgeTabFragment['knowledge']['edges'][number]['node'];
type FileChange = NonNullable<KnowledgeTabFragment['file']>['changes']['edges'][number]['node'];

/** Who knows a file or folder, and why we think so, down to the commits. */
export default function KnowledgeTab({ repository }: { readonly repository: KnowledgeTabFragment }) {
  const { search, hrefWith } = useSearchState();
  const { knowledge, file } = repository;
  const files = search.files === 'all' ? ('ALL' as const) : ('SOURCE' as const);
  const more = useMore(moreKnowledge, { id: repository.id, path: search.path ?? '', files }, knowledge.pageInfo);
  const rows = knowledge.edges.map((edge) => edge.node);
  const place = placeName(search.path, repository.name);
  return (
    <>
      <PathBar repositoryId={repository.id} />
      {rows.length > 0 && <p className={styles.answer}>{knowledgeSentence(place, rows)}</p>}
      {knowledge.unavailable ? (
        <Missing unavailable={knowledge.unavailable} />
      ) : rows.length === 0 ? (
        <Empty title={`Nobody is known for ${place}`}>
          <p>
            There is no such file or folder at the head, or it holds no source files.{' '}
            <Link href={hrefWith({ files: 'all' })}>Count all files</Link>, or go to the{' '}
            <Link href={hrefWith({ path: undefined })}>whole repository</Link>.
          </p>
        </Empty>
      ) : (
        <Section
          title={`Who knows ${place}`}
          summary={`${knowledge.method} As of ${formatInstant(knowledge.asOf)}, over ${counted(knowledge.files, 'file')}.`}
        >
          <Table
            label={`Who knows ${place}, most knowledgeable first`}
            columns={knowledgeColumns(file != null)}
            rows={rows}
            rowKey={(row) => row.developer.id}
            isComplete={!knowledge.pageInfo.hasNextPage}
            csvName="who-knows"
            footer={<More more={more} shown={rows.length} what="people" />}
          />
        </Section>
      )}
      {file && <FileChanges repositoryId={repository.id} file={file} />}
      {!file && repository.places && repository.places.children.length > 0 && (
        <Section title="Look closer">
          <ul className={styles.people}>
            {repository.places.children.map((each) => (
              <li key={each.path}>
                <Link className={styles.path} href={hrefWith({ path: each.path })}>
                  {each.isDirectory ? `${each.name}/` : each.name}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function knowledgeSentence(place: string, rows: readonly Knowledge[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const others = rows.slice(1, 3).map((row) => row.developer.name);
  const next = others.length === 0 ? '' : `, then ${listed(others)}`;
  const gone = first.isActive ? '' : `; ${first.developer.name} has not committed for a year`;
  return `${first.developer.name} knows ${place} best${next}${gone}.`;
}

function knowledgeColumns(isFile: boolean): readonly Column<Knowledge>[] {
  const who: Column<Knowledge> = {
    key: 'who',
    header: 'Person',
    value: (row) => row.developer.name,
    cell: (row) => <Person person={row.developer} isActive={row.isActive} />,
  };
  const reasons: Column<Knowledge> = {
    key: 'reasons',
    header: 'Reasons',
    value: (row) => row.reasons.join('; '),
    cell: (row) => (
      <ul className={styles.reasons}>
        {row.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    ),
  };
  const ownership: readonly Column<Knowledge>[] = [
    {
      key: 'authored',
      header: 'Author of files',
      value: (row) => row.authoredFiles,
      cell: (row) => formatCount(row.authoredFiles),
      isNumber: true,
    },
    {
      key: 'sole',
      header: 'Alone',
      value: (row) => row.soleFiles,
      cell: (row) => formatCount(row.soleFiles),
      isNumber: true,
    },
  ];
  return [
    who,
    reasons,
    {
      key: 'normalized',
      header: 'Knowledge',
      value: (row) => row.normalized,
      cell: (row) => formatShare(row.normalized),
      isNumber: true,
    },
    ...(isFile ? [] : ownership),
    {
      key: 'changes',
      header: 'Changes',
      value: (row) => row.changes,
      cell: (row) => formatCount(row.changes),
      isNumber: true,
    },
    {
      key: 'others',
      header: 'By others',
      value: (row) => row.changesByOthers,
      cell: (row) => formatCount(row.changesByOthers),
      isNumber: true,
    },
    {
      key: 'last',
      header: 'Last change',
      value: (row) => row.lastChangedOn,
      cell: (row) => (row.lastChangedOn == null ? 'not known' : formatDay(row.lastChangedOn)),
    },
  ];
}

interface FileChangesProps {
  readonly repositoryId: string;
  readonly file: NonNullable<KnowledgeTabFragment['file']>;
}

function FileChanges({ repositoryId, file }: FileChangesProps) {
  const columns: readonly Column<FileChange>[] = [
    {
      key: 'sha',
      header: 'Commit',
      value: (change) => change.sha,
      cell: (change) => (
        <Link className={styles.path} href={paths.commit(repositoryId, change.sha)}>
          {change.sha.slice(0, 10)}
        </Link>
      ),
    },
    {
      key: 'when',
      header: 'When',
      value: (change) => change.changedAt,
      cell: (change) => formatInstant(change.changedAt),
    },
    {
      key: 'who',
      header: 'Who',
      value: (change) => change.developers.map((each) => each.name).join('; '),
      cell: (change) => <PeopleLine people={change.developers} />,
    },
    { key: 'what', header: 'What', value: (change) => statusText(change.status) },
    {
      key: 'added',
      header: 'Added',
      value: (change) => change.linesAdded,
      cell: (change) => change.linesAdded ?? 'binary',
      isNumber: true,
    },
    {
      key: 'deleted',
      header: 'Deleted',
      value: (change) => change.linesDeleted,
      cell: (change) => change.linesDeleted ?? 'binary',
      isNumber: true,
    },
    {
      key: 'path',
      header: 'Named then',
      value: (change) => change.path,
      cell: (change) => <span className={styles.path}>{change.path}</span>,
    },
  ];
  const rows = file.changes.edges.map((edge) => edge.node);
  return (
    <Section
      title="The last changes"
      summary={`${file.language ?? 'No language'}, counted as ${file.fileClass}. Names it had before are followed.`}
    >
      <Table
        label={`Changes to ${file.path}, newest first`}
        columns={columns}
        rows={rows}
        rowKey={(change) => `${change.sha}/${change.path}`}
        csvName="file-changes"
      />
    </Section>
  );
}

const statuses: Readonly<Record<string, string>> = {
  A: 'created',
  M: 'changed',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type changed',
};

function statusText(status: string): string {
  return statuses[status] ?? status;
}
