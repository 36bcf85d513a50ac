import type { Author } from './file-authorship.ts';

const DAY_SECONDS = 86_400;
/** Without a commit for longer than this, a person counts as inactive. */
export const ACTIVE_DAYS = 365;

/**
 * Who is active: a counted commit anywhere in the workspace within the 365 days before `at`.
 * @param at seconds since 1970: when the data was complete, or the end of a past state's day
 */
export function activeAuthors(authors: readonly Author[], at: number): boolean[] {
  return authors.map(({ lastAt }) => lastAt !== null && at - lastAt <= ACTIVE_DAYS * DAY_SECONDS);
}
