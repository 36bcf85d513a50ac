import { type Bucket, takeBudget } from '@trellis/cache/rate-limit.ts';
import type { Redis } from '@trellis/cache/redis.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { Authenticated } from './authenticate.ts';
import type { ParsedOperation } from './parse.ts';

/** Points are objects an operation may return, see `createOperationCost`. */
export interface CostLimits {
  readonly operation: number;
  readonly sessionPerMinute: number;
  readonly workspacePerMinute: number;
  /** Operations of one session that run at once in this process. */
  readonly operationsAtOnce: number;
}

export const COST_LIMITS: CostLimits = {
  operation: 50_000,
  sessionPerMinute: 600_000,
  workspacePerMinute: 3_000_000,
  operationsAtOnce: 64,
};

/** An operation that may run. */
export interface Admitted {
  readonly cost: number;
  /** To be called once it has ended. */
  ended(): void;
}

/**
 * Makes the third stage: an operation's cost is known before it runs, and fits into the budgets of its session and its
 * workspace; a session runs only so many at once.
 * @throws CodedError TOO_COMPLEX or RATE_LIMITED with the limit's name, its maximum and the cost
 */
export function createLimitStage(
  parts: {
    readonly costOf: (operation: ParsedOperation) => number;
    readonly redis: Redis;
    readonly logger: Logger;
  },
  limits: CostLimits = COST_LIMITS,
): (operation: ParsedOperation, who: Authenticated) => Promise<Admitted> {
  const running = new Map<string, number>();

  const begin = (sessionKey: string, cost: number) => {
    const count = (running.get(sessionKey) ?? 0) + 1;
    if (count > limits.operationsAtOnce) throw tooMany(limits.operationsAtOnce, cost);
    running.set(sessionKey, count);
  };
  const end = (sessionKey: string) => {
    const left = (running.get(sessionKey) ?? 1) - 1;
    if (left > 0) running.set(sessionKey, left);
    else running.delete(sessionKey);
  };

  return async (operation, who) => {
    const { sessionKey } = who;
    const cost = parts.costOf(operation);
    if (cost > limits.operation) throw tooCostly(cost, limits.operation);
    begin(sessionKey, cost);
    const budget = await takeBudget(parts.redis, bucketsOf(who, limits), cost, parts.logger);
    if (!budget.allowed) {
      end(sessionKey);
      throw spent(budget.bucket, budget.retryAfterSeconds, cost);
    }
    return { cost, ended: () => end(sessionKey) };
  };
}

function bucketsOf({ viewer, sessionKey }: Authenticated, limits: CostLimits): Bucket[] {
  const key = `budget:{${viewer.workspaceId}}`;
  return [
    { key: `${key}:session:${sessionKey}`, name: 'sessionPerMinute', pointsPerMinute: limits.sessionPerMinute },
    { key: `${key}:workspace`, name: 'workspacePerMinute', pointsPerMinute: limits.workspacePerMinute },
  ];
}

function tooCostly(cost: number, maximum: number): CodedError {
  return new CodedError('TOO_COMPLEX', `The query may cost ${cost} points; at most ${maximum} are allowed.`, {
    field: 'query',
    remedy: 'Ask for smaller pages.',
    details: { limit: 'cost', maximum, value: cost, cost },
  });
}

function tooMany(maximum: number, cost: number): CodedError {
  return new CodedError('RATE_LIMITED', `At most ${maximum} operations of one sign-in may run at once.`, {
    remedy: 'Wait until one has ended.',
    details: { limit: 'operationsAtOnce', maximum, value: maximum + 1, cost, retryAfterSeconds: 1 },
  });
}

function spent(bucket: Bucket, retryAfterSeconds: number, cost: number): CodedError {
  return new CodedError('RATE_LIMITED', `The budget ${bucket.name} of ${bucket.pointsPerMinute} points is spent.`, {
    remedy: `Try again in ${retryAfterSeconds} s.`,
    details: { limit: bucket.name, maximum: bucket.pointsPerMinute, value: cost, cost, retryAfterSeconds },
  });
}
