import { CodedError } from '@trellis/service-kit/errors.ts';
import { testLogger } from '@trellis/service-kit/testing.ts';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createShapeStage } from './shape.ts';

const shape = createShapeStage(testLogger);
const shapeError = (error: unknown) => shape({ data: null, errors: [error] }, 'request-1').errors?.[0];

describe('the shape stage', () => {
  it('leaves an answer without errors alone', () => {
    expect(shape({ data: { a: 1 }, errors: [] }, 'request-1')).toEqual({ data: { a: 1 } });
  });

  it('keeps code, field, remedy and path of a coded error, and not where it came from', () => {
    const error = new GraphQLError('id must be a uuid.', {
      path: ['team'],
      extensions: {
        code: 'BAD_INPUT',
        field: 'id',
        remedy: 'Take it from a list.',
        serviceName: 'teams',
        stacktrace: ['at x.ts'],
      },
    });
    expect(shapeError(error)).toEqual({
      message: 'id must be a uuid.',
      path: ['team'],
      extensions: { code: 'BAD_INPUT', field: 'id', remedy: 'Take it from a list.' },
    });
  });

  it.each(['DOWNSTREAM_SERVICE_ERROR', 'GRAPHQL_VALIDATION_FAILED', 'UNAUTHENTICATED', undefined])(
    'hides what a subgraph says with the code %s',
    (code) => {
      const error = new GraphQLError('connect to 10.0.0.7 as root', {
        path: ['a'],
        extensions: code === undefined ? {} : { code },
      });
      const shaped = shapeError(error);
      expect(shaped?.extensions).toEqual({ code: 'INTERNAL', requestId: 'request-1' });
      expect(shaped?.message).not.toContain('10.0.0.7');
      expect(shaped?.path).toEqual(['a']);
    },
  );

  it('hides an unknown failure', () => {
    expect(shapeError(new TypeError('x is not a function'))).toMatchObject({ extensions: { code: 'INTERNAL' } });
  });

  it('says that a part is unavailable without naming the service', () => {
    const shaped = shapeError(new CodedError('UNAVAILABLE', 'The teams service does not answer.'));
    expect(shaped?.extensions?.code).toBe('UNAVAILABLE');
    expect(shaped?.message).not.toContain('teams');
  });
});
