import { useState } from 'react';
import { graphql } from '../../generated/gql.ts';
import type { OwnTokensFragment } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { Fault } from '../../parts/fault.tsx';
import { Section } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { NameForm } from '../../parts/name-form.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { formatInstant } from '../../time/format.ts';

export const ownTokens = graphql(`
  fragment OwnTokens on Viewer {
    apiTokens {
      id
      label
      createdAt
      expiresAt
    }
  }
`);

const createToken = graphql(`
  mutation CreateApiToken($input: CreateApiTokenInput!) {
    createApiToken(input: $input) {
      token
      apiToken {
        id
      }
    }
  }
`);

const revokeToken = graphql(`
  mutation RevokeApiToken($id: ID!) {
    revokeApiToken(id: $id) {
      id
      revokedAt
    }
  }
`);

type Token = OwnTokensFragment['apiTokens'][number];

/** Tokens for programs: made, shown once, and revoked. */
export function ApiTokens({ viewer }: { readonly viewer: OwnTokensFragment }) {
  const creating = useAct(createToken);
  const revoking = useAct(revokeToken);
  const [secret, setSecret] = useState<string>();
  const columns: readonly Column<Token>[] = [
    { key: 'label', header: 'For', value: (row) => row.label },
    { key: 'made', header: 'Made', value: (row) => row.createdAt, cell: (row) => formatInstant(row.createdAt) },
    {
      key: 'ends',
      header: 'Ends',
      value: (row) => row.expiresAt ?? '',
      cell: (row) => (row.expiresAt ? formatInstant(row.expiresAt) : 'when it is revoked'),
    },
    {
      key: 'revoke',
      header: 'Revoke',
      cell: (row) => (
        <button
          type="button"
          className={form.button}
          disabled={revoking.isBusy}
          onClick={() => revoking.run({ id: row.id })}
        >
          Revoke<span className="visually-hidden"> {row.label}</span>
        </button>
      ),
    },
  ];
  return (
    <Section title="Tokens for programs" summary="A token may do what you may do in this workspace.">
      {viewer.apiTokens.length > 0 && (
        <Table label="Your tokens" columns={columns} rows={viewer.apiTokens} rowKey={(row) => row.id} />
      )}
      <Fault problem={revoking.problem} />
      <NameForm
        label="What it is for"
        act="Make a token"
        isBusy={creating.isBusy}
        problem={creating.problem}
        onName={async (label) => {
          const given = await creating.run({ input: { label } });
          setSecret(given?.createApiToken.token);
          return given;
        }}
      />
      {secret !== undefined && (
        <p role="status">
          Keep this token; it is not shown again:
          <code className={form.secret}>{secret}</code>
        </p>
      )}
    </Section>
  );
}
