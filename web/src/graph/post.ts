import { newRequestId } from './request-id.ts';

/** What the gateway's own routes (beside the graph) answer. */
export interface Posted<T> {
  /** Undefined where it was refused or nothing answered. */
  readonly data: T | undefined;
  readonly message: string | undefined;
}

/** Posts to one of the gateway's own routes. Never rejects. */
export async function post<T>(path: string, body: Readonly<Record<string, unknown>>): Promise<Posted<T>> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'x-trellis-client': 'web', 'x-request-id': newRequestId() },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { data: answer as T, message: undefined };
    return { data: undefined, message: messageOf(answer) ?? 'The server refused the request.' };
  } catch {
    return { data: undefined, message: 'Trellis does not answer. Check that it is running, then try again.' };
  }
}

/** `{ error: { message, remedy } }`, in one sentence. */
function messageOf(answer: unknown): string | undefined {
  const error = (answer as { error?: { message?: string; remedy?: string } } | undefined)?.error;
  if (error?.message === undefined) return undefined;
  return [error.message, error.remedy].filter(Boolean).join(' ');
}
