import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../app/page.tsx';
import { graphql } from '../../generated/gql.ts';
import type { ErasePageQuery } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import { ConfirmByName } from '../../parts/confirm-by-name.tsx';
import { Figure, Section } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { OperationProgress } from '../../parts/operation-progress.tsx';
import { NotFound, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { Words } from '../../parts/words.tsx';
import { paths } from '../../paths.ts';
import { counted } from '../../words/sentences.ts';

const eraseQuery = graphql(`
  query ErasePage($id: ID!) {
    previewErasure(developerId: $id) {
      developerId
      name
      aliases
      addresses
      mailmapLines
      lookedFor
      notLookedFor
      commits
      repositories
      stays
      memberships
      claims
      obstacle {
        code
        text
        remedy
      }
    }
  }
`);

const erase = graphql(`
  mutation EraseDeveloper($input: EraseDeveloperInput!) {
    eraseDeveloper(input: $input) {
      ...OperationFields
    }
  }
`);

type Preview = NonNullable<ErasePageQuery['previewErasure']>;

/** Takes a person's names, addresses and words out of everything, once what goes and what stays was read. */
export function ErasePage() {
  const { developerId = '' } = useParams({ strict: false }) as { developerId?: string };
  return <EraseOf key={developerId} developerId={developerId} />;
}

function EraseOf({ developerId }: { readonly developerId: string }) {
  const [operation, setOperation] = useState<Parameters<typeof OperationProgress>[0]['operation']>();
  const { data, problem, retry } = usePageQuery(eraseQuery, { id: developerId }, { pause: operation !== undefined });
  const act = useAct(erase);
  const preview = data?.previewErasure;
  const trail = [{ label: 'People', href: paths.people() }];
  if (operation !== undefined) {
    return (
      <Page title="Erase a person" trail={trail} answer="What was asked for goes on without this page.">
        <OperationProgress operation={operation} />
      </Page>
    );
  }
  return (
    <Page
      title="Erase a person"
      trail={trail}
      answer={
        preview
          ? `${preview.name} would be nameless everywhere, for good: ${counted(preview.commits, 'commit')} in ${counted(preview.repositories, 'repository', 'repositories')} stay counted, for nobody by name. This can’t be undone.`
          : undefined
      }
    >
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {data === undefined && problem === undefined && <Skeleton height={300} label="what would go" />}
      {data !== undefined && !preview && <NotFound what="person" />}
      {preview && (
        <>
          <WhatGoes preview={preview} />
          <Section title="What stays">
            <ul>
              {preview.stays.map((each) => (
                <li key={each}>
                  <Words text={each} />
                </li>
              ))}
            </ul>
          </Section>
          {preview.obstacle ? (
            <p className={form.warning} role="alert">
              <Words text={`${preview.obstacle.text} ${preview.obstacle.remedy}`} />{' '}
              <code>{preview.obstacle.code}</code>
            </p>
          ) : (
            <ConfirmByName
              name={preview.name}
              what="the person’s name"
              act="Erase for good"
              isBusy={act.isBusy}
              problem={act.problem}
              onConfirm={async (confirm) => {
                const given = await act.run({ input: { developerId, confirm } });
                if (given !== undefined) setOperation(given.eraseDeveloper);
              }}
            />
          )}
        </>
      )}
    </Page>
  );
}

function WhatGoes({ preview }: { readonly preview: Preview }) {
  return (
    <Figure
      title="What goes"
      summary="From databases, stored objects, caches and the search index; and it is kept out of every later import."
    >
      <dl className={form.facts}>
        <dt>Names in history</dt>
        <dd>
          {preview.aliases}, with {counted(preview.addresses, 'e-mail')}
        </dd>
        <dt>Lines of .mailmap</dt>
        <dd>{preview.mailmapLines}</dd>
        <dt>Words of their commits</dt>
        <dd>the subjects of {counted(preview.commits, 'commit')}</dd>
        <dt>Taken out of others’ texts</dt>
        <dd>{preview.lookedFor.join(', ') || 'nothing'}</dd>
        {preview.notLookedFor.length > 0 && (
          <>
            <dt>Left in others’ texts</dt>
            <dd>{preview.notLookedFor.join(', ')} (others have this too)</dd>
          </>
        )}
        <dt>Team memberships</dt>
        <dd>{preview.memberships}</dd>
        <dt>Claims</dt>
        <dd>{preview.claims}</dd>
      </dl>
    </Figure>
  );
}
