import { Page } from '../../app/page.tsx';
import { graphql } from '../../generated/gql.ts';
import type { DuplicatesQuery } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { useMore, usePageQuery } from '../../graph/use-page-query.ts';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Fault } from '../../parts/fault.tsx';
import form from '../../parts/form.module.css';
import { Link } from '../../parts/link.tsx';
import { More } from '../../parts/more.tsx';
import { PeopleLine } from '../../parts/person.tsx';
import { Empty, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Words } from '../../parts/words.tsx';
import { paths } from '../../paths.ts';
import { formatShare } from '../../time/format.ts';
import { counted } from '../../words/sentences.ts';

const duplicatesQuery = graphql(`
  query Duplicates($after: String) {
    duplicateSuggestions(first: 20, after: $after) {
      edges {
        cursor
        node {
          developers {
            id
            name
            initials
          }
          confidence
          evidence {
            kind
            text
            supports
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

const dismiss = graphql(`
  mutation DismissDuplicate($input: DismissDuplicateInput!) {
    dismissDuplicate(input: $input) {
      id
      state
    }
  }
`);

type Suggestion = DuplicatesQuery['duplicateSuggestions']['edges'][number]['node'];

/** Pairs of people who may be one, with what speaks for it and against. */
export function DuplicatesPage() {
  const { data, problem, retry } = usePageQuery(duplicatesQuery, { after: null });
  const more = useMore(duplicatesQuery, {}, data?.duplicateSuggestions.pageInfo);
  const act = useAct(dismiss);
  const rows = data?.duplicateSuggestions.edges.map((edge) => edge.node) ?? [];
  const total = data?.duplicateSuggestions.totalCount ?? 0;
  const columns: readonly Column<Suggestion>[] = [
    { key: 'people', header: 'Who', cell: (row) => <PeopleLine people={row.developers} /> },
    {
      key: 'confidence',
      header: 'Confidence',
      cell: (row) => formatShare(row.confidence),
      isNumber: true,
      explain: <ExplainDefined name="duplicate-confidence" />,
    },
    {
      key: 'decide',
      header: 'Decide',
      cell: (row) => {
        const [first, second] = row.developers;
        const names = row.developers.map((each) => each.name).join(' and ');
        return (
          <span className={form.row}>
            <Link href={paths.merge(first?.id ?? '', { with: second?.id })}>Look at the merge</Link>
            <button
              type="button"
              className={form.button}
              disabled={act.isBusy}
              onClick={() => act.run({ input: { developerIds: row.developers.map((each) => each.id) } })}
            >
              They are two<span className="visually-hidden">: {names}</span>
            </button>
          </span>
        );
      },
    },
    {
      key: 'evidence',
      header: 'What speaks for it, and against',
      cell: (row) => (
        <ul className={form.plain}>
          {row.evidence.map((each) => (
            <li key={`${each.kind}${each.text}`}>
              {each.supports ? '+ ' : '− '}
              <Words text={each.text} />
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <Page
      title="Possible duplicates"
      trail={[{ label: 'People', href: paths.people() }]}
      answer={
        data === undefined
          ? undefined
          : total === 0
            ? 'No two people look as if they were one.'
            : `${counted(total, 'pair')} may each be one person. Nobody is merged by a guess: you decide.`
      }
      actions={<Link href={paths.decisions()}>Decisions</Link>}
    >
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      <Fault problem={act.problem} />
      {data === undefined && problem === undefined && <Skeleton height={300} label="pairs" />}
      {data !== undefined && rows.length === 0 && (
        <Empty level="h2" title="Nothing to decide">
          <p>Pairs appear here when names or addresses are alike but the rules aren’t sure.</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <Table
          label="Possible duplicates"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.developers.map((each) => each.id).join()}
          isComplete={false}
          footer={<More more={more} shown={rows.length} total={total} what="pairs" />}
        />
      )}
    </Page>
  );
}
