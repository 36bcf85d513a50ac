import type { QueryPlan } from '@apollo/query-planner';
import type { Logger } from '@trellis/observability/logger.ts';
import { toCodedError } from '@trellis/service-kit/format-error.ts';
import type { Credentials } from './credentials.ts';
import { RequestRefused, refuse } from './refusal.ts';
import type { Authenticated } from './stages/authenticate.ts';
import type { Call, Outcome } from './stages/execute.ts';
import type { ParsedOperation } from './stages/parse.ts';
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
  limit(operation: ParsedOperation, who: Authenticated): Promise<{ readonly cost: number }>;
  plan(operation: ParsedOperation): QueryPlan;
  execute(plan: QueryPlan, operation: ParsedOperation, who: Authenticated, call: Call): Promise<Outcome>;
  shape(outcome: Outcome, requestId: string): ShapedResult;
}

/** After this long an operation is answered with what there is. */
export const OPERATION_TIMEOUT_MS = 30_000;

/** The whole path of a GraphQL request: parse, authenticate, limit, plan, execute, shape, respond. Never rejects. */
export function createPipeline(stages: Stages, logger: Logger): (request: PipelineRequest) => Promise<HttpAnswer> {
  return async (request) => {
    const { requestId } = request;
    const startedMs = performance.now();
    let operationName: string | undefined;
    let cost: number | undefined;
    let answer: HttpAnswer;
    try {
      const operation = stages.parse(request.body);
      operationName = operation.operationName;
      const who = await stages.authenticate(request.credentials, requestId);
      ({ cost } = await stages.limit(operation, who));
      const plan = stages.plan(operation);
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(OPERATION_TIMEOUT_MS)]);
      const outcome = await stages.execute(plan, operation, who, { requestId, signal });
      answer = respond(stages.shape(outcome, requestId));
    } catch (error) {
      answer = respondRefused(error instanceof RequestRefused ? error : refuse(toCodedError(error, requestId, logger)));
    }
    const durationMs = Math.round(performance.now() - startedMs);
    logger.info({ requestId, operationName, status: answer.status, durationMs, cost }, 'graphql');
    return answer;
  };
}
