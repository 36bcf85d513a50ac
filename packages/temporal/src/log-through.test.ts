import { createLogger } from '@trellis/observability/logger.ts';
import { expect, it } from 'vitest';
import { runtimeOptions } from './log-through.ts';

it('writes what Temporal’s runtime says as lines of the process’s log, without secrets', () => {
  const lines: string[] = [];
  const logger = createLogger('info', 'workers', ['planted-secret'], { write: (line) => void lines.push(line) });
  const { logger: runtime } = runtimeOptions(logger);
  runtime?.info('Worker state changed', { sdkComponent: 'worker', taskQueue: 'sync', state: 'RUNNING' });
  runtime?.log('WARN', 'Activity failed', { activityType: 'readSegment', error: new Error('planted-secret') });
  runtime?.debug('not at this level');
  expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toMatchObject([
    { level: 30, service: 'workers', taskQueue: 'sync', state: 'RUNNING', msg: 'Worker state changed' },
    { level: 40, activityType: 'readSegment', err: { type: 'Error' }, msg: 'Activity failed' },
  ]);
  expect(lines.join('')).not.toContain('planted-secret');
});
