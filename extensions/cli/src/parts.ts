import { Failure } from './failure.ts';
import type { Session } from './session.ts';
import { TRELLIS_FOLDER } from './state-file.ts';

/** One part of Trellis, and whether it answers. */
export interface Part {
  readonly name: string;
  readonly answers: boolean;
}

export interface Readiness {
  /** False as long as something is away without which questions stay unanswered. */
  readonly isReady: boolean;
  /** The gateway first. */
  readonly parts: readonly Part[];
}

const LONGEST_MS = 10_000;

/**
 * Asks the gateway which of the parts it needs answer.
 * @throws Failure NOT_RUNNING where not even the gateway answers
 */
export async function readReadiness({ trellis }: Pick<Session, 'trellis'>): Promise<Readiness> {
  const { url } = trellis();
  try {
    const response = await fetch(`${url}/readyz`, { redirect: 'error', signal: AbortSignal.timeout(LONGEST_MS) });
    const checks = checksOf(await response.json().catch(() => null));
    const parts = Object.entries(checks).map(([name, state]) => ({ name, answers: state === 'ok' }));
    return { isReady: response.ok, parts: [{ name: 'gateway', answers: true }, ...parts] };
  } catch (cause) {
    throw new Failure('NOT_RUNNING', `Trellis at ${new URL(url).origin} does not answer.`, {
      remedy: `Where it has ended, start it again: cd ${TRELLIS_FOLDER} && npm start.`,
      cause,
    });
  }
}

/** Something else in front of the graph may answer in its own words; then only the gateway is known. */
function checksOf(answer: { readonly checks?: unknown } | null): object {
  return typeof answer?.checks === 'object' && answer.checks !== null ? answer.checks : {};
}
