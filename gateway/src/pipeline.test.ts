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
    limit: note('limit', Promise.resolve({ cost: 7, ended: () => void ran.push('ended') })),
    plan: note('plan', {}),
    cache: async (asked) => {
      ran.push('cache');
      return { answer: await asked.answer(asked.signal), result: 'miss' };
    },
    execute: note('execute', Promise.resolve({})),
    shape: note('shape', { data: { a: 1 } }),
    recheck: async ({ who }, answerAs) => {
      const answer = await answerAs(who);
      ran.push('recheck');
      return answer;
    },
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
    expect(await run()).toMatchObject({
      status: 200,
      body: '{"data":{"a":1}}',
      headers: { 'x-trellis-cost': '7', 'x-trellis-cache': 'miss' },
    });
    expect(ran).toEqual(['parse', 'authenticate', 'limit', 'plan', 'cache', 'execute', 'shape', 'recheck', 'ended']);
  });

  it.each([
    ['authenticate', 'UNAUTHENTICATED', 401, ['parse']],
    ['limit', 'RATE_LIMITED', 429, ['parse', 'authenticate']],
    ['plan', 'BAD_INPUT', 400, ['parse', 'authenticate', 'limit', 'ended']],
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

  it('executes nothing where the answer is kept', async () => {
    const kept = { status: 200, headers: {}, body: '{"data":{"a":2}}', isWhole: true };
    const { run, ran } = pipelineWith({ cache: async () => ({ answer: kept, result: 'hit' }) });
    expect(await run()).toMatchObject({ body: kept.body, headers: { 'x-trellis-cache': 'hit' } });
    expect(ran).toEqual(['parse', 'authenticate', 'limit', 'plan', 'recheck', 'ended']);
  });

  it('answers also when a stage breaks, and says nothing of the cause', async () => {
    const { run } = pipelineWith({ execute: () => Promise.reject(new Error('secret')) });
    const answer = await run();
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(JSON.parse(answer.body).errors[0].extensions).toEqual({ code: 'INTERNAL', requestId: 'r' });
  });
});
