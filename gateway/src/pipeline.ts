import type { QueryPlan } from '@apollo/query-planner';
import type { Logger } from '@trellis/observability/logger.ts';
import { toCodedError } from '@trellis/service-kit/format-error.ts';
import type { Credentials } from './credentials.ts';
import { countOperation } from './operation-metrics.ts';
import { RequestRefused, refuse } from './refusal.ts';
import type { Authenticated } from './stages/authenticate.ts';
import type { Answerable, CacheResult } from './stages/cache.ts';
import type { Call, Outcome } from './stages/execute.ts';
import type { Admitted } from './stages/limit.ts';
import type { ParsedOperation } from './stages/parse.ts';
import type { Checked } from './stages/recheck.ts';
import { type HttpAnswer, respond, respondRefused } from './stages/respond.ts';
import type { ShapedResult } from './stages/shape.ts';

/** A GraphQL request as it came in over HTTP. */
export interface PipelineRequest {
  readonly body: unknown;
  readonly credentials: Credentials | undefined;
  readonly requestId: string;
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal;
}

/** The stages in their order; each can be replaced and measured alone. */
export interface Stages {
  parse(body: unknown): ParsedOperation;
  authenticate(credentials: Credentials | undefined, requestId: string): Promise<Authenticated>;
  limit(operation: ParsedOperation, who: Authenticated): Promise<Admitted>;
  plan(operation: ParsedOperation): QueryPlan;
  /** Answers with what is kept, or with what the stages after it make. */
  cache(asked: Answerable): Promise<{ readonly answer: HttpAnswer; readonly result: CacheResult }>;
  execute(plan: QueryPlan, operation: ParsedOperation, who: Authenticated, call: Call): Promise<Outcome>;
  shape(outcome: Outcome, requestId: string): ShapedResult;
  /** Lets an answer go only to who may still see it; a query may run again. */
  recheck(asked: Checked, run: (who: Authenticated) => Promise<HttpAnswer>): Promise<HttpAnswer>;
}

/** After this long an operation is answered with what there is. */
export const OPERATION_TIMEOUT_MS = 30_000;

/** The whole path of a GraphQL request: parse, authenticate, limit, plan, cache, execute, shape, respond, recheck. Never rejects. */
export function createPipeline(stages: Stages, logger: Logger): (request: PipelineRequest) => Promise<HttpAnswer> {
  return async (request) => {
    const { requestId } = request;
    const startedMs = performance.now();
    let operationName: string | undefined;
    let admitted: Admitted | undefined;
    let cached: CacheResult | undefined;
    let answer: HttpAnswer;
    try {
      const operation = stages.parse(request.body);
      operationName = operation.operationName;
      const { credentials } = request;
      const asker = await stages.authenticate(credentials, requestId);
      admitted = await stages.limit(operation, asker);
      const plan = stages.plan(operation);
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(OPERATION_TIMEOUT_MS)]);
      const run = async (who: Authenticated) => {
        const execute = async (shared: AbortSignal) => {
          const outcome = await stages.execute(plan, operation, who, { requestId, signal: shared });
          return respond(stages.shape(outcome, requestId));
        };
        const found = await stages.cache({ operation, who, plan, signal, answer: execute });
        cached = found.result;
        return found.answer;
      };
      const checked = await stages.recheck({ operation, who: asker, credentials, requestId }, run);
      answer = withHeaders(checked, admitted.cost, cached);
    } catch (error) {
      answer = respondRefused(error instanceof RequestRefused ? error : refuse(toCodedError(error, requestId, logger)));
    } finally {
      admitted?.ended();
    }
    const tookMs = performance.now() - startedMs;
    const durationMs = Math.round(tookMs);
    countOperation(operationName, answer, tookMs, admitted?.cost);
    logger.info(
      { requestId, operationName, status: answer.status, durationMs, cost: admitted?.cost, cached },
      'graphql',
    );
    return answer;
  };
}

/** What the operation cost of the budgets, in points, and whether its answer was kept. */
function withHeaders(answer: HttpAnswer, cost: number, cached: CacheResult = 'skip'): HttpAnswer {
  return { ...answer, headers: { ...answer.headers, 'x-trellis-cost': String(cost), 'x-trellis-cache': cached } };
}
