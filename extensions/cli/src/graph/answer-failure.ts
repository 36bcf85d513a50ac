import { Failure } from '../failure.ts';

interface BadAnswer {
  readonly status: number;
  /** GraphQL errors as they came; undefined where the answer had none. */
  readonly errors: readonly unknown[] | undefined;
  readonly retryAfter: string | null;
  readonly cause: unknown;
}

/** What an answer without data means to a user. The graph's own words win; the HTTP status speaks where it has none. */
export function answerFailure({ status, errors, retryAfter, cause }: BadAnswer): Failure {
  const first = errors?.[0] as { message?: unknown; extensions?: Record<string, unknown> } | undefined;
  const message = typeof first?.message === 'string' && first.message !== '' ? first.message : undefined;
  const code = textOf(first?.extensions?.code);
  const fromStatus = byStatus(status, retryAfter);
  if (message === undefined)
    return new Failure(fromStatus.code, fromStatus.message, { remedy: fromStatus.remedy, cause });
  return new Failure(code ?? fromStatus.code, message, {
    remedy:
      textOf(first?.extensions?.remedy) ??
      (code === undefined || code === fromStatus.code ? fromStatus.remedy : undefined),
  });
}

function byStatus(
  status: number,
  retryAfter: string | null,
): { code: string; message: string; remedy: string | undefined } {
  if (status === 401) {
    return {
      code: 'UNAUTHENTICATED',
      message: 'Trellis does not accept the token.',
      remedy: 'It may be from an earlier start: start Trellis again, or set TRELLIS_URL and TRELLIS_TOKEN anew.',
    };
  }
  if (status === 403) return { code: 'FORBIDDEN', message: 'The token may not do this.', remedy: undefined };
  if (status === 429) {
    const after = retryAfter === null ? 'in a minute' : `in ${retryAfter} s`;
    return {
      code: 'RATE_LIMITED',
      message: 'Trellis gets too many requests from this token.',
      remedy: `Ask again ${after}.`,
    };
  }
  if (status >= 500) {
    return {
      code: 'UNAVAILABLE',
      message: `Trellis could not answer (HTTP ${status}).`,
      remedy: '`trellis status` shows which part does not answer.',
    };
  }
  return {
    code: 'BAD_ANSWER',
    message: `The answer is not one of Trellis's graph (HTTP ${status}).`,
    remedy: 'See that TRELLIS_URL names a Trellis of this version.',
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
