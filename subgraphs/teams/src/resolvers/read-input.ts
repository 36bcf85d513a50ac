import { type CursorPart, readCursor } from '@trellis/service-kit/connection.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';

const MAX_NAME = 80;

/**
 * A name as it is kept: without spaces at its ends.
 * @throws CodedError BAD_INPUT naming the field, unless it has 1 to 80 characters and none of them is a control character
 */
export function readName(text: string, field = 'input.name'): string {
  const name = text.trim();
  const length = [...name].length;
  if (length >= 1 && length <= MAX_NAME && !/\p{Cc}/u.test(name)) return name;
  throw new CodedError('BAD_INPUT', `A name has 1 to ${MAX_NAME} characters, none of them a control character.`, {
    field,
    remedy: 'Choose a shorter name, in plain letters.',
  });
}

/** @throws CodedError BAD_INPUT naming the field, outside 1..most */
export function readDays(days: number, most: number, field = 'input.expiresInDays'): number {
  if (Number.isInteger(days) && days >= 1 && days <= most) return days;
  throw new CodedError('BAD_INPUT', `${field} must be 1 to ${most}, and is ${days}.`, { field });
}

const TIME_CURSOR: readonly CursorPart[] = ['string', 'string'];

/** The time and id after which a list, newest first, goes on. @throws CodedError BAD_INPUT (after) */
export function readTimeCursor(after: string | null | undefined): readonly [time: string, id: string] | undefined {
  const [time, id] = readCursor(after, TIME_CURSOR) ?? [];
  if (time === undefined) return undefined;
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/.test(String(time)) && !Number.isNaN(Date.parse(String(time))))
    return [String(time), String(id)];
  throw new CodedError('BAD_INPUT', 'after is not a cursor of this list.', { field: 'after' });
}
