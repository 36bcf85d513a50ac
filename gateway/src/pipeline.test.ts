import { CodedError } from '@trellis/service-kit/errors.ts';
import { testLogger } from '@trellis/service-kit/testing.ts';
import { describe, expect, it } from 'vitest';
import { createPipeline, type Stages } from './pipeline.ts';

/** Stages that write down that they ran; those of `change` do something else. */
function pipelineWith(change: Partial<Stages> = {}) {
  const ran: string[] = [];
  const note = (stage: string, result: unknown) => () => {
    ran.push(stage);
    return result as never;
  };
  const stages: Stages = {
    parse: note('parse', { operationName: 'Q' }),
    authenticate: note('authenticate', Promise.resolve({})),
    limit: note('limit', Promise.resolve({ cost: 1 })),
    plan: note('plan', {}),
    execute: note('execute', Promise.resolve({})),
    shape: note('shape', { data: { a: 1 } }),
    ...change,
  };
  const run = () =>
    createPipeline(
      stages,
      testLogger,
    )({ body: {}, credentials: undefined, requestId: 'r', signal: new AbortController().signal });
  return { run, ran };
}

describe('the pipeline', () => {
  it('runs its stages in order', async () => {
    const { run, ran } = pipelineWith();
    expect(await run()).toMatchObject({ status: 200, body: '{"data":{"a":1}}' });
    expect(ran).toEqual(['parse', 'authenticate', 'limit', 'plan', 'execute', 'shape']);
  });

  it.each([
    ['authenticate', 'UNAUTHENTICATED', 401, ['parse']],
    ['limit', 'RATE_LIMITED', 429, ['parse', 'authenticate']],
    ['plan', 'BAD_INPUT', 400, ['parse', 'authenticate', 'limit']],
  ] as const)('goes no further once %s refuses with %s', async (stage, code, status, before) => {
    const { run, ran } = pipelineWith({
      [stage]: () => {
        throw new CodedError(code, 'No.', { details: { retryAfterSeconds: 7 } });
      },
    });
    const answer = await run();
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).errors[0].extensions.code).toBe(code);
    expect(answer.headers['retry-after']).toBe('7');
    expect(ran).toEqual(before);
  });

  it('answers also when a stage breaks, and says nothing of the cause', async () => {
    const { run } = pipelineWith({ execute: () => Promise.reject(new Error('secret')) });
    const answer = await run();
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(JSON.parse(answer.body).errors[0].extensions).toEqual({ code: 'INTERNAL', requestId: 'r' });
  });
});
