import type { RequestRefused } from '../refusal.ts';
import type { ShapedResult } from './shape.ts';

/** An answer, ready to be written. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Executed without an error in any part. */
  readonly isWhole: boolean;
}

/** Answers of the graph are one person's: no cache on the way may keep them. */
const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

/** The last stage: an executed operation is 200, also with errors in parts of it. */
export function respond(result: ShapedResult): HttpAnswer {
  const { errors, data } = result;
  if (errors === undefined) return answerOf(JSON.stringify({ data }));
  return { status: 200, headers: HEADERS, body: JSON.stringify({ errors, data }), isWhole: false };
}

/** The answer whose whole body was made before. */
export function answerOf(body: string): HttpAnswer {
  return { status: 200, headers: HEADERS, body, isWhole: true };
}

/** Answers a request that was refused before it was executed. */
export function respondRefused(refused: RequestRefused): HttpAnswer {
  const { status, headers, errors } = refused;
  return { status, headers: { ...HEADERS, ...headers }, body: JSON.stringify({ errors }), isWhole: false };
}
