import { lazy, Suspense } from 'react';
import { useSearchState } from '../../app/search-state.ts';
import { graphql } from '../../generated/gql.ts';
import type { BusFactorTabFragment } from '../../generated/graphql.ts';
import { Explain } from '../../parts/explain.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { Person } from '../../parts/person.tsx';
import { Stat, Stats } from '../../parts/stat.tsx';
import { Missing, Skeleton } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatDay, formatShare } from '../../time/format.ts';
import { busFactorSentence, counted } from '../../words/sentences.ts';
import styles from '../repository.module.css';
import { OrphanedFiles } from './orphaned-files.tsx';
import { PathBar } from './path-bar.tsx';
import { placeName } from './path-words.ts';
import { WhatIf } from './what-if.tsx';

const CoverageCurve = lazy(() => import('../../charts/coverage-curve.tsx'));

export const busFactorTab = graphql(`
  fragment BusFactorTab on Repository {
    id
    name
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

type Step = BusFactorTabFragment['baseline']['removed'][number];

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
          <Curve repository={repository} />
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

function Curve({ repository }: { readonly repository: BusFactorTabFragment }) {
  const { baseline, historical } = repository;
  const ever = `Among everybody who ever wrote it takes ${counted(historical.value ?? 0, 'removal')} to pass the half.`;
  const summary =
    baseline.removed.length === 0
      ? ever
      : `After ${counted(baseline.value ?? 0, 'removal')} among active people ${formatShare(baseline.coverageLeft ?? 0)} of the files still have an author. ${ever}`;
  return (
    <div id="removal">
      <Figure
        title="Who, in what order"
        summary={`${summary} Each step removes the person who is an author of the most files left.`}
        aside={<Explain id="curve" title="The removal curve" value={null} metric={baseline} />}
        table={
          <StepTable label="Removal among active people" steps={baseline.curve} counted={baseline.removed.length} />
        }
      >
        <Suspense fallback={<Skeleton height={300} label="the removal curve" />}>
          <CoverageCurve
            active={{ start: 1 - (baseline.orphanedShare ?? 0), steps: baseline.curve.map(curveStep) }}
            historical={{ start: 1, steps: historical.curve.map(curveStep) }}
            summary={summary}
          />
        </Suspense>
        {baseline.removed.length > 0 ? (
          <StepTable label="The active people counted, in order of removal" steps={baseline.removed} />
        ) : (
          <StepTable label="Counted among everybody ever, in order of removal" steps={historical.removed} />
        )}
      </Figure>
    </div>
  );
}

interface StepTableProps {
  readonly label: string;
  readonly steps: readonly Step[];
  /** How many of the steps count; not given where all do. */
  readonly counted?: number;
}

function StepTable({ label, steps, counted: countedSteps }: StepTableProps) {
  const order = new Map(steps.map((step, at) => [step.alias.id, at + 1]));
  const columns: Column<Step>[] = [
    {
      key: 'who',
      header: 'Person',
      value: nameOf,
      cell: (step) => (step.developer ? <Person person={step.developer} isActive={step.isActive} /> : step.alias.name),
    },
    { key: 'order', header: 'Removed as', value: (step) => order.get(step.alias.id), isNumber: true },
    {
      key: 'files',
      header: 'Files authored then',
      value: (step) => step.files,
      cell: (step) =>
        step.developer ? (
          <Link href={paths.person(step.developer.id)}>{formatCount(step.files)}</Link>
        ) : (
          formatCount(step.files)
        ),
      isNumber: true,
    },
    {
      key: 'left',
      header: 'Files still covered',
      value: (step) => step.coverageAfter,
      cell: (step) => formatShare(step.coverageAfter),
      isNumber: true,
    },
    {
      key: 'last',
      header: 'Last active',
      value: (step) => step.lastActiveOn,
      cell: (step) => (step.lastActiveOn == null ? 'not known' : formatDay(step.lastActiveOn)),
    },
  ];
  if (countedSteps !== undefined) {
    columns.push({
      key: 'counted',
      header: 'Counted',
      value: (step) => ((order.get(step.alias.id) ?? 0) <= countedSteps ? 'yes' : 'no'),
    });
  }
  return (
    <Table label={label} columns={columns} rows={steps} rowKey={(step) => step.alias.id} csvName="bus-factor-steps" />
  );
}

function nameOf(step: Step): string {
  return step.developer?.name ?? step.alias.name;
}

function curveStep(step: Step) {
  return { name: nameOf(step), coverageAfter: step.coverageAfter };
}
