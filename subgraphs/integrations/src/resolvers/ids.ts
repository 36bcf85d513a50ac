import { CodedError } from '@trellis/service-kit/errors.ts';

/** Whether a text has the form of our ids; another one names nothing, and would make the database refuse the query. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** What a mutation answers alike for an unknown id and one of another workspace. */
export function notFound(what: string, field: string): CodedError {
  return new CodedError('NOT_FOUND', `There is no such ${what}.`, { field });
}
