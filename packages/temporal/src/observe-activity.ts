import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Logger } from '@trellis/observability/logger.ts';
import { activityFinished } from '@trellis/observability/metrics.ts';
import { forRequest } from '@trellis/observability/request-scope.ts';
import { tracedFor } from '@trellis/observability/tracing.ts';
import { readRequestHeaders } from './request-headers.ts';

/**
 * Runs an activity for the request that set it off: its log lines carry the request's id, its span is a part of the request's
 * trace, and how long it took is counted and logged.
 */
export function observeActivity(context: Context, queue: string, logger: Logger): ActivityInboundCallsInterceptor {
  const { activityType: name, attempt } = context.info;
  return {
    execute(input, next) {
      const { requestId, trace } = readRequestHeaders(input.headers);
      const startedMs = performance.now();
      const finish = (outcome: 'succeeded' | 'failed' | 'cancelled') => {
        const durationMs = performance.now() - startedMs;
        activityFinished({ queue, name, outcome, durationMs });
        logger.info({ queue, activity: name, attempt, outcome, durationMs: Math.round(durationMs) }, 'activity');
      };
      const caller = { requestId, headers: trace };
      const options = { kind: 'consumer', attributes: { queue, attempt } } as const;
      return forRequest(requestId, () =>
        tracedFor(`activity ${name}`, caller, options, async () => {
          try {
            const result = await next(input);
            finish('succeeded');
            return result;
          } catch (error) {
            finish(context.cancellationSignal.aborted ? 'cancelled' : 'failed');
            throw error;
          }
        }),
      );
    },
  };
}
