import type { Headers, WorkflowInterceptors } from '@temporalio/workflow';

/**
 * Runs inside of workflows: what a workflow was started with (the request's id and trace) goes on to everything that it sets off.
 * Headers are no part of what a replay compares, so histories from before are replayed alike.
 */
export function interceptors(): WorkflowInterceptors {
  let received: Headers = {};
  const passOn = <Input extends { readonly headers: Headers }>(input: Input): Input => ({
    ...input,
    headers: { ...received, ...input.headers },
  });
  return {
    inbound: [
      {
        execute(input, next) {
          received = input.headers;
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(passOn(input)),
        scheduleLocalActivity: (input, next) => next(passOn(input)),
        startChildWorkflowExecution: (input, next) => next(passOn(input)),
        continueAsNew: (input, next) => next(passOn(input)),
      },
    ],
  };
}
