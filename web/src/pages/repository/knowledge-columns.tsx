import { graphql } from '../../generated/gql.ts';
import type { KnowledgeRowsFragment } from '../../generated/graphql.ts';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Person } from '../../parts/person.tsx';
import type { Column } from '../../parts/table.tsx';
import { formatCount, formatDay, formatDegree, formatShare } from '../../time/format.ts';
import { counted } from '../../words/sentences.ts';
import styles from '../repository.module.css';

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

type Knowledge = KnowledgeRowsFragment['edges'][number]['node'];

/** Who, why and how much, each number with its explanation; folders also say of how many files. */
export function knowledgeColumns(answer: KnowledgeRowsFragment, isFile: boolean): readonly Column<Knowledge>[] {
  const facts = { method: answer.method, asOf: answer.asOf, sample: counted(answer.files, 'file') };
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
      explain: <ExplainDefined name="authored-files" {...facts} />,
    },
    {
      key: 'sole',
      header: 'Alone',
      value: (row) => row.soleFiles,
      cell: (row) => formatCount(row.soleFiles),
      isNumber: true,
      explain: <ExplainDefined name="sole-files" {...facts} />,
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
      explain: <ExplainDefined name="knowledge" {...facts} />,
    },
    {
      key: 'degree',
      header: 'Degree',
      value: (row) => row.degreeOfAuthorship,
      cell: (row) => formatDegree(row.degreeOfAuthorship),
      isNumber: true,
      explain: <ExplainDefined name="degree" {...facts} />,
    },
    ...(isFile ? [] : ownership),
    {
      key: 'changes',
      header: 'Changes',
      value: (row) => row.changes,
      cell: (row) => formatCount(row.changes),
      isNumber: true,
      explain: <ExplainDefined name="changes" {...facts} />,
    },
    {
      key: 'others',
      header: 'By others',
      value: (row) => row.changesByOthers,
      cell: (row) => formatCount(row.changesByOthers),
      isNumber: true,
      explain: <ExplainDefined name="changes-by-others" {...facts} />,
    },
    {
      key: 'last',
      header: 'Last change',
      value: (row) => row.lastChangedOn,
      cell: (row) => (row.lastChangedOn == null ? 'not known' : formatDay(row.lastChangedOn)),
    },
  ];
}
