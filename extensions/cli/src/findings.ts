import { nameOf } from './bus-factor-report.ts';
import { graphql } from './generated/gql.ts';
import type { FindingsQuery } from './generated/graphql.ts';
import { minute } from './metric.ts';
import { daysBefore } from './past-state.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal/terminal.ts';
import { count, counted, percent, plainText } from './terminal/text.ts';

const Findings = graphql(`
  query Findings($id: ID!, $lastYear: WindowInput!) {
    repository(id: $id) {
      id
      name
      branch
      headSha
      headCommittedAt
      commitCount
      limitations { code text remedy }
      contributorCount { value }
      activeContributors: contributorCount(window: $lastYear) { value }
      languages { languages { language share } }
      busFactor { ...BusFactorAnswer }
      historicalBusFactor: busFactor(historical: true) { ...BusFactorAnswer }
    }
  }
`);

export type RepositoryFindings = NonNullable<FindingsQuery['repository']>;

/** What is most worth knowing of a repository that was just imported; undefined where the graph doesn't know it. */
export async function readFindings(session: Session, repositoryId: string): Promise<RepositoryFindings | undefined> {
  const to = session.now.toISOString().slice(0, 10);
  const { repository } = await session.ask(Findings, { id: repositoryId, lastYear: { from: daysBefore(to, 364), to } });
  return repository ?? undefined;
}

/** The same for programs. */
export function findingsJson(found: RepositoryFindings) {
  const { busFactor, historicalBusFactor } = found;
  const inOrder = (steps: typeof busFactor.removed) => steps.map((step) => ({ name: nameOf(step), files: step.files }));
  return {
    commits: found.commitCount,
    people: found.contributorCount.value,
    activePeople: found.activeContributors.value,
    busFactor: busFactor.value,
    removed: inOrder(busFactor.removed),
    historicalBusFactor: historicalBusFactor.value,
    historicalRemoved: inOrder(historicalBusFactor.removed),
    files: busFactor.files,
    orphanedShare: busFactor.orphanedShare,
    languages: found.languages.languages,
    limitations: found.limitations,
    unavailable: busFactor.unavailable,
  };
}

/** A few lines a repository: a screen for one, still readable for several. */
export function printFindings({ print, style }: Terminal, found: RepositoryFindings): void {
  const head = found.headSha === null ? '' : ` at ${found.headSha.slice(0, 10)}`;
  const when = found.headCommittedAt === null ? '' : ` of ${minute(found.headCommittedAt)}`;
  print(`${style.bold(plainText(found.name))}  ${style.dim(`${plainText(found.branch ?? 'HEAD')}${head}${when}`)}`);
  const line = (label: string, text: string) => print(`  ${label.padEnd(12)} ${text}`);
  const people = counted(found.contributorCount.value ?? 0, 'person', 'people');
  line(
    'History',
    `${counted(found.commitCount ?? 0, 'commit')} by ${people}, ${count(found.activeContributors.value ?? 0)} active in the last 365 days`,
  );
  const languages = found.languages.languages
    .slice(0, 4)
    .map(({ language, share }) => `${plainText(language)} ${percent(share)}`);
  if (languages.length > 0) line('Languages', languages.join(', '));
  if (found.busFactor.unavailable !== null) {
    const { reason, remedy } = found.busFactor.unavailable;
    line('Bus factor', `not available. ${plainText(reason)} ${plainText(remedy)}`);
  } else {
    line('Bus factor', `${found.busFactor.value} among active people${inOrderText(found.busFactor)}`);
    const { historicalBusFactor: historical } = found;
    line('', `${historical.value} among everybody who ever wrote${inOrderText(historical)}`);
  }
  if (found.busFactor.orphanedShare !== null) {
    line(
      'Orphaned',
      `${percent(found.busFactor.orphanedShare)} of ${counted(found.busFactor.files, 'source file')} have only inactive authors`,
    );
  }
  for (const { text, remedy } of found.limitations)
    line(style.warn('Limitation'.padEnd(12)), `${plainText(text)} ${style.dim(plainText(remedy))}`);
}

/**
 * What to try next.
 * @param places as they were given to `import`
 */
export function printNextSteps({ terminal, command }: Session, places: readonly string[]): void {
  const [place] = places;
  if (place === undefined) return;
  const repo = /^[\w./:@~-]+$/.test(place) ? place : `'${plainText(place).replaceAll("'", "'\\''")}'`;
  const steps = ['bus-factor', 'who .', 'people'].map((step) => `  ${command} ${step} --repo ${repo}`);
  terminal.print(terminal.style.dim(['Next:', ...steps].join('\n')));
}

const NAMES_SHOWN = 4;

function inOrderText({ removed }: RepositoryFindings['busFactor']): string {
  if (removed.length === 0) return '';
  const shown = removed
    .slice(0, NAMES_SHOWN)
    .map((step) => `${plainText(nameOf(step))} (${counted(step.files, 'file')})`);
  return `: ${shown.join(', ')}${removed.length > NAMES_SHOWN ? ` and ${count(removed.length - NAMES_SHOWN)} more` : ''}`;
}
