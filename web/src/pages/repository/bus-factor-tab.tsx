import { useSearchState } from '../../app/search-state.ts';
import { graphql } from '../../generated/gql.ts';
import type { BusFactorTabFragment } from '../../generated/graphql.ts';
import { Stat, Stats } from '../../parts/stat.tsx';
import { Missing } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatShare } from '../../time/format.ts';
import { busFactorSentence } from '../../words/sentences.ts';
import styles from '../repository.module.css';
import { OrphanedFiles } from './orphaned-files.tsx';
import { PathBar } from './path-bar.tsx';
import { placeName } from './path-words.ts';
import { RemovalOrder } from './removal-order.tsx';
import { nameOf } from './step-table.tsx';
import { WhatIf } from './what-if.tsx';

export const busFactorTab = graphql(`
  fragment BusFactorTab on Repository {
    id
    name
    headCommittedAt
    baseline: busFactor(path: $path, files: $files) {
      ...BusFactorFacts
    }
    historical: busFactor(path: $path, files: $files, historical: true) {
      ...BusFactorFacts
    }
    whatIf: busFactor(path: $path, files: $files, historical: $everybody, without: $without) @include(if: $whatIf) {
      ...BusFactorFacts
    }
    ...OrphanedFilesPage
  }
`);

export const busFactorFacts = graphql(`
  fragment BusFactorFacts on BusFactor {
    value
    historicalValue
    files
    coverageLeft
    orphanedShare
    filesLostWithout
    removed {
      ...RemovedStep
    }
    pruned {
      ...RemovedStep
    }
    curve {
      ...RemovedStep
    }
    ...MetricFields
  }
`);

export const removedStep = graphql(`
  fragment RemovedStep on BusFactorStep {
    developer {
      id
      name
      initials
    }
    alias {
      id
      name
    }
    files
    coverageAfter
    lastActiveOn
    isActive
  }
`);

/** How many people can leave, who they are, what would be left, and what already is. */
export default function BusFactorTab({ repository }: { readonly repository: BusFactorTabFragment }) {
  const { search } = useSearchState();
  const { baseline } = repository;
  const place = placeName(search.path, repository.name);
  const answer = busFactorSentence({
    place,
    value: baseline.value,
    historicalValue: baseline.historicalValue,
    names: baseline.removed.map(nameOf),
    files: baseline.files,
    coverageLeft: baseline.coverageLeft,
    orphanedShare: baseline.orphanedShare,
  });
  return (
    <>
      <PathBar repositoryId={repository.id} />
      {answer !== null && <p className={styles.answer}>{answer}</p>}
      {baseline.unavailable && <Missing unavailable={baseline.unavailable} />}
      <BusFactorStats repository={repository} />
      {baseline.value != null && (
        <>
          <RemovalOrder repository={repository} />
          <WhatIf repository={repository} />
        </>
      )}
      <OrphanedFiles repository={repository} />
    </>
  );
}

function BusFactorStats({ repository }: { readonly repository: BusFactorTabFragment }) {
  const { search } = useSearchState();
  const { baseline, historical } = repository;
  const ownership = paths.repository(repository.id, { tab: 'ownership', path: search.path, files: search.files });
  return (
    <Stats>
      <Stat
        id="bus-factor"
        label="Bus factor, active people"
        value={baseline.value == null ? null : formatCount(baseline.value)}
        metric={baseline}
        href="#removal"
        note="who committed in the last 365 days"
      />
      <Stat
        id="bus-factor-historical"
        label="Bus factor, everybody ever"
        value={historical.value == null ? null : formatCount(historical.value)}
        metric={historical}
        href="#removal"
        note="the published method"
      />
      <Stat
        id="orphaned-share"
        label="Only inactive authors"
        value={baseline.orphanedShare == null ? null : formatShare(baseline.orphanedShare)}
        metric={baseline}
        href="#orphaned"
        note="of the files that count"
      />
      <Stat
        id="files"
        label="Files that count"
        value={formatCount(baseline.files)}
        metric={baseline}
        href={ownership}
        note={search.files === 'all' ? 'every file at the head' : 'source files at the head'}
      />
    </Stats>
  );
}
