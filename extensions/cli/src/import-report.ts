import type { FinishedRun } from './import-and-follow.ts';
import { count, counted, plainText } from './terminal/text.ts';

/** One line for an import that succeeded. */
export function runText({ run, label }: FinishedRun): string {
  if (run === undefined) return plainText(label);
  const { repository, commitsTotal, commitsRead } = run;
  const name = plainText(repository.name);
  if ((commitsTotal ?? commitsRead) === 0)
    return `${name}: nothing new, ${counted(repository.commitCount ?? 0, 'commit')}${took(run)}`;
  const total = repository.commitCount ?? commitsRead;
  const gaps =
    run.limitations.length === 0 ? '' : `, ${counted(run.limitations.length, 'limitation')} (see \`trellis status\`)`;
  return `${name}: read ${count(commitsRead)} of ${counted(total, 'commit')}${took(run)}${gaps}`;
}

/** The same for programs. */
export function runJson({ label, run, failure }: FinishedRun, findings?: Record<string, unknown>) {
  return {
    name: run?.repository.name ?? label,
    repositoryId: run?.repository.id ?? null,
    importId: run?.id ?? null,
    state: run?.state ?? 'FAILED',
    branch: run?.repository.branch ?? null,
    headSha: run?.repository.headSha ?? null,
    commits: run?.repository.commitCount ?? null,
    commitsRead: run?.commitsRead ?? 0,
    fromStart: run?.fromStart ?? null,
    startedAt: run?.startedAt ?? null,
    finishedAt: run?.finishedAt ?? null,
    limitations: run?.limitations ?? [],
    error:
      failure === undefined ? null : { code: failure.code, message: failure.message, remedy: failure.remedy ?? null },
    ...(findings === undefined ? {} : { findings }),
  };
}

function took({ startedAt, finishedAt }: { readonly startedAt: string; readonly finishedAt: string | null }): string {
  if (finishedAt === null) return '';
  const ms = Date.parse(finishedAt) - Date.parse(startedAt);
  return Number.isFinite(ms) && ms >= 0 ? `, in ${(ms / 1_000).toFixed(1)} s` : '';
}
