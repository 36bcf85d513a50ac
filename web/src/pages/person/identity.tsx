import { graphql } from '../../generated/gql.ts';
import type { PersonIdentityFragment } from '../../generated/graphql.ts';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Section } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatDay, formatShare } from '../../time/format.ts';

export const personIdentity = graphql(`
  fragment PersonIdentity on Developer {
    id
    aliases {
      id
      name
      email
      rule
      confidence
      botReason
    }
    repositories {
      commits
      firstActiveOn
      lastActiveOn
      repository {
        id
        name
      }
    }
  }
`);

type Repository = PersonIdentityFragment['repositories'][number];
type Alias = PersonIdentityFragment['aliases'][number];

/** Where the person commits. */
export function PersonRepositories({ person }: { readonly person: PersonIdentityFragment }) {
  const columns: readonly Column<Repository>[] = [
    {
      key: 'name',
      header: 'Repository',
      value: (row) => row.repository.name,
      cell: (row) => <Link href={paths.repository(row.repository.id)}>{row.repository.name}</Link>,
    },
    {
      key: 'commits',
      header: 'Commits ever',
      value: (row) => row.commits,
      cell: (row) => (
        <Link href={paths.person(person.id, { repository: row.repository.id, window: 'all' })}>
          {formatCount(row.commits)}
        </Link>
      ),
      isNumber: true,
      explain: <ExplainDefined name="commits-ever" />,
    },
    { key: 'first', header: 'First', value: (row) => row.firstActiveOn, cell: (row) => formatDay(row.firstActiveOn) },
    { key: 'last', header: 'Last', value: (row) => row.lastActiveOn, cell: (row) => formatDay(row.lastActiveOn) },
  ];
  return (
    <Section title="Repositories">
      <Table
        label="Repositories of the person"
        columns={columns}
        rows={person.repositories}
        rowKey={(row) => row.repository.id}
      />
    </Section>
  );
}

const ruleWords: Readonly<Record<string, string>> = {
  mailmap: 'named in .mailmap',
  'same-email': 'same e-mail',
  'github-noreply': 'GitHub no-reply address',
  'name-and-address': 'same name, related address',
  hand: 'decided by hand',
  own: 'the only one',
};

const aliasColumns: readonly Column<Alias>[] = [
  { key: 'name', header: 'Name in history', value: (row) => row.name },
  { key: 'email', header: 'E-mail', value: (row) => row.email, cell: (row) => (row.email === '' ? 'none' : row.email) },
  { key: 'rule', header: 'Why it is this person', value: (row) => row.botReason ?? ruleWords[row.rule] ?? row.rule },
  {
    key: 'confidence',
    header: 'Confidence',
    value: (row) => row.confidence,
    cell: (row) => formatShare(row.confidence),
    isNumber: true,
    explain: <ExplainDefined name="alias-confidence" />,
  },
];

/** The names and e-mails in history that are taken for this person, each with the reason. */
export function PersonAliases({ person }: { readonly person: PersonIdentityFragment }) {
  return (
    <Section title="Names in history">
      <Table label="Aliases of the person" columns={aliasColumns} rows={person.aliases} rowKey={(row) => row.id} />
    </Section>
  );
}
