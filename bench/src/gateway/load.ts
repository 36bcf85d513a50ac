import { Pool } from 'undici';
import { OPERATIONS, type OperationName } from './operations.ts';

/** Requests that wait for an answer at any moment. */
const AT_ONCE = 24;

/** What a contestant did in a while. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
}

/** Asks over and over for so many seconds. @throws Error where an answer is not 200 or has errors in it */
export async function loadFor(url: string, operation: OperationName, seconds: number): Promise<Load> {
  const pool = new Pool(url, { connections: AT_ONCE });
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  let requests = 0;
  const asker = async () => {
    while (performance.now() < end) {
      await ask(pool, operation);
      requests += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, asker));
    return { requests, seconds: (performance.now() - begun) / 1_000 };
  } finally {
    await pool.close();
  }
}

/** The data of one answer, to be compared. */
export async function answerOf(url: string, operation: OperationName): Promise<unknown> {
  const pool = new Pool(url);
  try {
    return JSON.parse(await ask(pool, operation)).data;
  } finally {
    await pool.close();
  }
}

async function ask(pool: Pool, operation: OperationName): Promise<string> {
  const response = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', authorization: 'Bearer benchmark' },
    body: BODIES[operation],
  });
  const text = await response.body.text();
  if (response.statusCode !== 200 || text.startsWith('{"errors"')) {
    throw new Error(`status ${response.statusCode}: ${text.slice(0, 300)}`);
  }
  return text;
}

const BODIES = Object.fromEntries(
  Object.entries(OPERATIONS).map(([name, operation]) => [name, JSON.stringify(operation)]),
) as Record<OperationName, string>;
