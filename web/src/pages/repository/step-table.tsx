import type { RemovedStepFragment as Step } from '../../generated/graphql.ts';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Link } from '../../parts/link.tsx';
import { Person } from '../../parts/person.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatDay, formatShare } from '../../time/format.ts';

interface StepTableProps {
  readonly label: string;
  readonly steps: readonly Step[];
  /** How many of the steps count; not given where all do. */
  readonly counted?: number;
}

/** People in the order of their removal, with what each held and what was left. */
export function StepTable({ label, steps, counted: countedSteps }: StepTableProps) {
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
      explain: <ExplainDefined name="files-then" />,
    },
    {
      key: 'left',
      header: 'Files still covered',
      value: (step) => step.coverageAfter,
      cell: (step) => formatShare(step.coverageAfter),
      isNumber: true,
      explain: <ExplainDefined name="coverage-after" />,
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

/** The person, or the name in history where it is nobody's. */
export function nameOf(step: Step): string {
  return step.developer?.name ?? step.alias.name;
}
