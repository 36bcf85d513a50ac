import { useSearchState } from '../../app/search-state.ts';
import { graphql } from '../../generated/gql.ts';
import type { KnowledgeTabFragment } from '../../generated/graphql.ts';
import { useMore } from '../../graph/use-page-query.ts';
import { Section } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { More } from '../../parts/more.tsx';
import { Empty, Missing } from '../../parts/state.tsx';
import { Table } from '../../parts/table.tsx';
import { formatInstant } from '../../time/format.ts';
import { counted, listed } from '../../words/sentences.ts';
import styles from '../repository.module.css';
import { FileChanges } from './file-changes.tsx';
import { knowledgeColumns } from './knowledge-columns.tsx';
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
      ...FileChanges
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
        <Empty level="h2" title={`Nobody is known for ${place}`}>
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
            columns={knowledgeColumns(knowledge, file != null)}
            rows={rows}
            rowKey={(row) => row.developer.id}
            isComplete={!knowledge.pageInfo.hasNextPage}
            csvName="who-knows"
            footer={<More more={more} shown={rows.length} what={rows.length === 1 ? 'person' : 'people'} />}
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
