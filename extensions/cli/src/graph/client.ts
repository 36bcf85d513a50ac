import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { TypedDocumentString } from '../generated/graphql.ts';
import { type RunningTrellis, TRELLIS_FOLDER } from '../state-file.ts';
import { answerFailure } from './answer-failure.ts';

/** Asks the graph; the type of the answer comes from the document. */
export type Ask = <Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
) => Promise<Data>;

interface GraphOptions {
  /** How long one request may take. */
  readonly timeoutMs: number;
  /** Told when a request is repeated after a pause, with the pause. */
  readonly onWait?: (reason: string, ms: number) => void;
}

const MOST_ATTEMPTS = 4;
const LONGEST_WAIT_MS = 60_000;

/**
 * A client of the graph at `<url>/graphql`. A request refused for its rate (429) is repeated when the answer says; a
 * query also when the server is briefly away (502, 503, 504). A mutation is never repeated once it may have had effect.
 * @returns a function that throws Failure: the graph's first coded error, or NOT_RUNNING, TIMEOUT, BAD_ANSWER
 */
export function createGraph({ url, token }: RunningTrellis, { timeoutMs, onWait }: GraphOptions): Ask {
  return async (document, variables) => {
    const text = document.toString();
    const body = JSON.stringify({ query: text, variables, operationName: operationName(text) });
    const isQuery = /^\s*query\b/m.test(text) && !/^\s*mutation\b/m.test(text);
    for (let attempt = 1; ; attempt += 1) {
      const answer = await post(`${url}/graphql`, token, body, timeoutMs);
      const waitMs = waitBeforeNext(answer, isQuery, attempt);
      if (waitMs === undefined) return dataOf(answer) as never;
      onWait?.(answer.status === 429 ? 'Trellis asks to slow down' : 'Trellis is not ready', waitMs);
      await sleep(waitMs);
    }
  };
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

async function post(url: string, token: string, body: string, timeoutMs: number): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'x-trellis-client': 'cli',
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
  } catch (error) {
    throw unreachable(url, timeoutMs, error);
  }
}

function unreachable(url: string, timeoutMs: number, error: unknown): Failure {
  const { origin } = new URL(url);
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new Failure('TIMEOUT', `Trellis at ${origin} did not answer within ${timeoutMs / 1_000} s.`, {
      remedy: 'Ask again, with a longer --timeout where the repository is very large.',
      cause: error,
    });
  }
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  const why =
    cause?.code === 'ECONNREFUSED'
      ? 'refuses the connection'
      : `can't be reached (${cause?.code ?? cause?.message ?? error})`;
  return new Failure('NOT_RUNNING', `Trellis at ${origin} ${why}.`, {
    remedy: `Where it has ended, start it again: cd ${TRELLIS_FOLDER} && npm start.`,
    cause: error,
  });
}

function waitBeforeNext({ status, retryAfter }: Answer, isQuery: boolean, attempt: number): number | undefined {
  const mayRepeat = status === 429 || (isQuery && (status === 502 || status === 503 || status === 504));
  if (!mayRepeat || attempt >= MOST_ATTEMPTS) return undefined;
  const seconds = Number(retryAfter ?? Number.NaN);
  const waitMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : 250 * 2 ** attempt;
  return waitMs <= LONGEST_WAIT_MS ? waitMs : undefined;
}

function dataOf({ status, text, retryAfter }: Answer): unknown {
  let answer: { data?: unknown; errors?: unknown } | null;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw answerFailure({ status, errors: undefined, retryAfter, cause });
  }
  const errors = Array.isArray(answer?.errors) && answer.errors.length > 0 ? answer.errors : undefined;
  if (errors !== undefined || status >= 400 || typeof answer?.data !== 'object' || answer.data === null) {
    throw answerFailure({ status, errors, retryAfter, cause: undefined });
  }
  return answer.data;
}

function operationName(text: string): string | undefined {
  return /(?:query|mutation)\s+(\w+)/.exec(text)?.[1];
}
