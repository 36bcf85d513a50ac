import type { RepositoryStatusFragment, StatusViewerQuery } from './generated/graphql.ts';
import { progressText } from './import-progress.ts';
import { minute } from './metric.ts';
import type { Part } from './parts.ts';
import { tableLines } from './terminal/table.ts';
import type { Terminal } from './terminal/terminal.ts';
import { count, counted, plainText } from './terminal/text.ts';

interface Status {
  readonly url: string;
  readonly viewer: StatusViewerQuery['viewer'] | undefined;
  readonly parts: readonly Part[];
  readonly repositories: readonly RepositoryStatusFragment[];
  readonly now: Date;
}

/** What runs, what is imported, how fresh it is, what is missing. */
export function printStatus(terminal: Terminal, { url, viewer, parts, repositories, now }: Status): void {
  const { print, style } = terminal;
  const who = viewer
    ? `, workspace ${plainText(viewer.workspace.name)}, as ${plainText(viewer.name)} (${viewer.role.toLowerCase()})`
    : '';
  print(`${style.bold('Trellis')} at ${url}${who}`);
  const working = parts.filter((part) => part.answers).map((part) => plainText(part.name));
  print(`${style.good('answering')}  ${working.join(', ')}`);
  for (const part of parts) {
    if (!part.answers) print(`${style.bad('not answering')}  ${plainText(part.name)}`);
  }
  print();
  if (repositories.length === 0) {
    print('No repository is imported yet: trellis import PATH_OR_URL');
    return;
  }
  printRepositories(terminal, repositories, now);
  printImports(terminal, repositories);
  printHalted(terminal, repositories);
  printLimitations(terminal, repositories);
}

function printRepositories(
  { print, style, width, ellipsis }: Terminal,
  repositories: readonly RepositoryStatusFragment[],
  now: Date,
): void {
  const rows = repositories.map((repository) => [
    plainText(repository.name),
    plainText(repository.branch ?? ''),
    repository.headSha?.slice(0, 10) ?? '',
    count(repository.commitCount ?? 0),
    repository.importedAt === null ? 'never' : ago(repository.importedAt, now),
    plainText(repository.location ?? ''),
  ]);
  const columns = [
    { title: 'Repository' },
    { title: 'Branch' },
    { title: 'Analysed' },
    { title: 'Commits', align: 'right' },
    { title: 'Imported' },
    { title: 'From', flexible: true },
  ] as const;
  for (const line of tableLines(columns, rows, { width, mark: ellipsis, header: style.dim })) print(line);
}

function printImports({ print, style }: Terminal, repositories: readonly RepositoryStatusFragment[]): void {
  for (const { name, latestImport } of repositories) {
    if (latestImport === null || latestImport.state === 'SUCCEEDED') continue;
    if (latestImport.state === 'FAILED') {
      const { message, remedy } = latestImport.error ?? { message: 'it says no reason', remedy: '' };
      print(`${style.bad('failed')}  ${plainText(name)}: ${plainText(message)} ${plainText(remedy)}`.trimEnd());
    } else if (latestImport.state === 'CANCELLED') {
      print(`${style.warn('cancelled')}  ${plainText(name)}: the import of ${minute(latestImport.startedAt)}`);
    } else {
      print(`${style.accent('importing')}  ${progressText([{ label: name, run: latestImport }])}`);
    }
  }
}

function printHalted({ print, style }: Terminal, repositories: readonly RepositoryStatusFragment[]): void {
  for (const { name, streams } of repositories) {
    for (const { subgraph, appliedThrough, lastBatch, halted } of streams) {
      if (halted === null) continue;
      const where = `${plainText(name)}: ${plainText(subgraph)} stopped at batch ${appliedThrough} of ${lastBatch}.`;
      print(
        `${style.bad('halted')}  ${where} ${plainText(halted.text)} ${plainText(halted.remedy)} ${style.dim(`[${plainText(halted.code)}]`)}`,
      );
    }
  }
}

function printLimitations({ print, style }: Terminal, repositories: readonly RepositoryStatusFragment[]): void {
  for (const { name, limitations } of repositories) {
    for (const { code, text, remedy } of limitations) {
      print(
        `${style.warn('!')} ${plainText(name)}: ${plainText(text)} ${plainText(remedy)} ${style.dim(`[${plainText(code)}]`)}`,
      );
    }
  }
}

/** How long ago, in the largest unit that fits: `3 minutes ago`. */
export function ago(instant: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(instant)) / 1_000));
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const) {
    if (seconds >= size) return `${counted(Math.floor(seconds / size), unit)} ago`;
  }
  return 'just now';
}
