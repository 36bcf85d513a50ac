import { graphql } from '../generated/gql.ts';
import type { LanguageFactsFragment } from '../generated/graphql.ts';
import { formatCount, formatDay, formatShare } from '../time/format.ts';
import { ExplainDefined } from './explain-defined.tsx';
import { type Column, Table } from './table.tsx';

export const languageFacts = graphql(`
  fragment LanguageFacts on LanguageMix {
    languages {
      language
      share
      changes
      linesAdded
      linesDeleted
      lastUsedOn
    }
    ...MetricFields
  }
`);

type Language = LanguageFactsFragment['languages'][number];

const columns: readonly Column<Language>[] = [
  { key: 'language', header: 'Language', value: (row) => row.language },
  {
    key: 'share',
    header: 'Share of changes',
    value: (row) => row.share,
    cell: (row) => formatShare(row.share),
    isNumber: true,
  },
  {
    key: 'changes',
    header: 'Changes',
    value: (row) => row.changes,
    cell: (row) => formatCount(row.changes),
    isNumber: true,
  },
  {
    key: 'added',
    header: 'Lines added',
    value: (row) => row.linesAdded,
    cell: (row) => formatCount(row.linesAdded),
    isNumber: true,
    explain: <ExplainDefined name="lines-added" of="languages" />,
  },
  {
    key: 'deleted',
    header: 'Lines deleted',
    value: (row) => row.linesDeleted,
    cell: (row) => formatCount(row.linesDeleted),
    isNumber: true,
    explain: <ExplainDefined name="lines-deleted" of="languages" />,
  },
  { key: 'last', header: 'Last used', value: (row) => row.lastUsedOn, cell: (row) => formatDay(row.lastUsedOn) },
];

export function LanguageTable({ languages }: { readonly languages: readonly Language[] }) {
  return (
    <Table
      label="Languages by share of changes"
      columns={columns}
      rows={languages}
      rowKey={(row) => row.language}
      csvName="languages"
    />
  );
}
