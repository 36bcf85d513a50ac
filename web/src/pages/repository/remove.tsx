import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../app/page.tsx';
import { graphql } from '../../generated/gql.ts';
import { useAct } from '../../graph/use-act.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import { ConfirmByName } from '../../parts/confirm-by-name.tsx';
import { Section } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { Link } from '../../parts/link.tsx';
import { OperationProgress } from '../../parts/operation-progress.tsx';
import { NotFound, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { formatCount } from '../../time/format.ts';
import { counted } from '../../words/sentences.ts';

const removeQuery = graphql(`
  query RemoveRepositoryPage($id: ID!) {
    previewRemoval(repositoryId: $id) {
      repositoryId
      name
      commits
      pastStates
      batches
      deletesClone
      keeps
      peopleOnlyHere
      cancels {
        id
      }
    }
  }
`);

const removeRepository = graphql(`
  mutation RemoveRepository($input: RemoveRepositoryInput!) {
    removeRepository(input: $input) {
      ...OperationFields
    }
  }
`);

/** Takes a repository with all that was read from it out of Trellis; what it was read from stays. */
export function RemoveRepositoryPage() {
  const { repositoryId = '' } = useParams({ strict: false }) as { repositoryId?: string };
  return <RemoveOf key={repositoryId} id={repositoryId} />;
}

function RemoveOf({ id }: { readonly id: string }) {
  const [operation, setOperation] = useState<Parameters<typeof OperationProgress>[0]['operation']>();
  const { data, problem, retry } = usePageQuery(removeQuery, { id }, { pause: operation !== undefined });
  const act = useAct(removeRepository);
  const preview = data?.previewRemoval;
  const trail = [{ label: 'Sources', href: paths.sources() }];
  if (operation !== undefined) {
    return (
      <Page title="Remove a repository" trail={trail} answer="What was asked for goes on without this page.">
        <OperationProgress operation={operation} />
        <p>
          <Link href={paths.sources()}>Back to the sources</Link>
        </p>
      </Page>
    );
  }
  return (
    <Page
      title="Remove a repository"
      trail={trail}
      answer={preview ? `${preview.name} would go with all that was read from it. ${preview.keeps}` : undefined}
    >
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {data === undefined && problem === undefined && <Skeleton height={240} label="what would go" />}
      {data !== undefined && !preview && <NotFound what="repository" />}
      {preview && (
        <>
          <Section title="What goes">
            <dl className={form.facts}>
              <dt>Commits</dt>
              <dd>{formatCount(preview.commits)}, from every number, list and index</dd>
              <dt>People</dt>
              <dd>{counted(preview.peopleOnlyHere, 'person', 'people')} whom no other repository knows</dd>
              <dt>Stored</dt>
              <dd>
                {counted(preview.batches, 'batch', 'batches')}, {counted(preview.pastStates, 'derived past state')}
                {preview.deletesClone && ', and our own clone'}
              </dd>
              {preview.cancels && (
                <>
                  <dt>Under way</dt>
                  <dd>its import is cancelled first</dd>
                </>
              )}
            </dl>
          </Section>
          <ConfirmByName
            name={preview.name}
            what="the repository’s name"
            act="Remove"
            isBusy={act.isBusy}
            problem={act.problem}
            onConfirm={async (confirm) => {
              const given = await act.run({ input: { repositoryId: id, confirm } });
              if (given !== undefined) setOperation(given.removeRepository);
            }}
          />
        </>
      )}
    </Page>
  );
}
