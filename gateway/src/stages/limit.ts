import { type Bucket, takeBudget } from '@trellis/cache/rate-limit.ts';
import type { Redis } from '@trellis/cache/redis.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { GraphQLSchema } from 'graphql';
import { operationCost } from '../operation-cost.ts';
import type { Authenticated } from './authenticate.ts';
import type { ParsedOperation } from './parse.ts';

/** Points are objects an operation may return, see `operationCost`. */
export interface CostLimits {
  readonly operation: number;
  readonly sessionPerMinute: number;
  readonly workspacePerMinute: number;
}

export const COST_LIMITS: CostLimits = { operation: 50_000, sessionPerMinute: 600_000, workspacePerMinute: 3_000_000 };

/**
 * Makes the third stage: an operation's cost is known before it runs, and fits into the budgets of its session and its
 * workspace.
 * @throws CodedError TOO_COMPLEX or RATE_LIMITED with the limit's name, its maximum and the cost
 */
export function createLimitStage(
  parts: { readonly schema: GraphQLSchema; readonly redis: Redis; readonly logger: Logger },
  limits: CostLimits = COST_LIMITS,
): (operation: ParsedOperation, who: Authenticated) => Promise<{ readonly cost: number }> {
  return async (operation, who) => {
    const cost = operationCost(parts.schema, operation);
    if (cost > limits.operation) throw tooCostly(cost, limits.operation);
    const budget = await takeBudget(parts.redis, bucketsOf(who, limits), cost, parts.logger);
    if (!budget.allowed) throw spent(budget.bucket, budget.retryAfterSeconds, cost);
    return { cost };
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
  return new CodedError('TOO_COMPLEX', `The query may return ${cost} objects; at most ${maximum} are allowed.`, {
    field: 'query',
    remedy: 'Ask for smaller pages.',
    details: { limit: 'cost', maximum, value: cost },
  });
}

function spent(bucket: Bucket, retryAfterSeconds: number, cost: number): CodedError {
  return new CodedError('RATE_LIMITED', `The budget ${bucket.name} of ${bucket.pointsPerMinute} points is spent.`, {
    remedy: `Try again in ${retryAfterSeconds} s.`,
    details: { limit: bucket.name, maximum: bucket.pointsPerMinute, value: cost, retryAfterSeconds },
  });
}
