import { graphql } from '../../generated/gql.ts';
import type { ChangePreviewFragment } from '../../generated/graphql.ts';
import { Figure } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { type Column, Table } from '../../parts/table.tsx';
import { Words } from '../../parts/words.tsx';
import { formatCount, formatDay } from '../../time/format.ts';
import { counted, listed } from '../../words/sentences.ts';

export const changePreview = graphql(`
  fragment ChangePreview on IdentityChangePreview {
    before {
      ...PreviewedRow
    }
    after {
      ...PreviewedRow
    }
    repositories {
      id
      name
    }
    warnings {
      code
      message
    }
    agreement {
      id
      needs
      explanation
    }
  }
`);

export const previewedRow = graphql(`
  fragment PreviewedRow on PreviewedPerson {
    id
    name
    aliases {
      id
      name
      email
    }
    commits
    activeDays
    firstActiveOn
    lastActiveOn
  }
`);

type Row = ChangePreviewFragment['before'][number];

const columns: readonly Column<Row>[] = [
  { key: 'name', header: 'Person', value: (row) => row.name },
  {
    key: 'aliases',
    header: 'Names in history',
    value: (row) => row.aliases.map(aliasText).join('; '),
    cell: (row) => (
      <ul className={form.plain}>
        {row.aliases.map((alias) => (
          <li key={alias.id}>{aliasText(alias)}</li>
        ))}
      </ul>
    ),
  },
  {
    key: 'commits',
    header: 'Commits',
    value: (row) => row.commits,
    cell: (row) => formatCount(row.commits),
    isNumber: true,
  },
  {
    key: 'days',
    header: 'Active days',
    value: (row) => row.activeDays,
    cell: (row) => formatCount(row.activeDays),
    isNumber: true,
  },
  {
    key: 'span',
    header: 'First to last',
    value: (row) => row.firstActiveOn,
    cell: (row) =>
      row.firstActiveOn == null || row.lastActiveOn == null
        ? 'never'
        : `${formatDay(row.firstActiveOn)} to ${formatDay(row.lastActiveOn)}`,
  },
];

/** What a decision about who is who would change: before and after, where, and what speaks against it. */
export function ChangePreviewView({ preview }: { readonly preview: ChangePreviewFragment }) {
  const { before, after, repositories, warnings, agreement } = preview;
  return (
    <>
      {warnings.map((warning) => (
        <p key={warning.code} className={form.warning}>
          <Words text={warning.message} /> <code>{warning.code}</code>
        </p>
      ))}
      <Figure
        title="As it is"
        summary={`${counted(before.length, 'person', 'people')} with work in ${listed(repositories.map((each) => each.name))}.`}
      >
        <Table label="People before" columns={columns} rows={before} rowKey={(row) => row.id} />
      </Figure>
      <Figure
        title="As it would be"
        summary="Commits count once for a person, so a merged count may be less than the sum."
      >
        <Table label="People after" columns={columns} rows={after} rowKey={(row) => row.id} />
      </Figure>
      <p>
        <Words text={agreement.explanation} />
      </p>
    </>
  );
}

function aliasText({ name, email }: { readonly name: string; readonly email: string }): string {
  return email === '' ? name : `${name} <${email}>`;
}
