import { CombinedError } from 'urql';
import { expect, test } from 'vitest';
import { problemOf } from './problem.ts';

function refused(...errors: { message: string; extensions?: Record<string, unknown> }[]): CombinedError {
  return new CombinedError({ graphQLErrors: errors });
}

test('an error of the graph keeps its code, field and remedy', () => {
  const error = refused({
    message: 'No such folder.',
    extensions: { code: 'BAD_INPUT', field: 'input.location', remedy: 'Check it.' },
  });
  expect(problemOf(error, true)).toEqual({
    code: 'BAD_INPUT',
    message: 'No such folder.',
    remedy: 'Check it.',
    field: 'input.location',
  });
});

test('being signed out comes before every other error', () => {
  const error = refused(
    { message: 'a', extensions: { code: 'INTERNAL' } },
    { message: 'b', extensions: { code: 'UNAUTHENTICATED' } },
  );
  expect(problemOf(error, true).code).toBe('UNAUTHENTICATED');
});

test('a code without a remedy of its own gets the usual one', () => {
  expect(problemOf(refused({ message: 'slow down', extensions: { code: 'RATE_LIMITED' } }), true).remedy).toMatch(
    /Wait/,
  );
});

test('no network and no server are told apart', () => {
  const error = new CombinedError({ networkError: new Error('fetch failed') });
  expect(problemOf(error, false).code).toBe('OFFLINE');
  expect(problemOf(error, true).code).toBe('UNREACHABLE');
});

test('an answer without a body is told by its status', () => {
  const error = new CombinedError({ networkError: new Error('x'), response: { status: 401 } });
  expect(problemOf(error, true).code).toBe('UNAUTHENTICATED');
});
