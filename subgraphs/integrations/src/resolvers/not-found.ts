import { CodedError } from '@trellis/service-kit/errors.ts';

/** What a mutation answers alike for an unknown id and one of another workspace. */
export function notFound(what: string, field: string): CodedError {
  return new CodedError('NOT_FOUND', `There is no such ${what}.`, { field });
}
