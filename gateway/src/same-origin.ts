import type { IncomingHttpHeaders } from 'node:http';
import { CodedError } from '@trellis/service-kit/errors.ts';

/** Our own pages set this header; a foreign page can't without a preflight, which is never answered. */
export const CLIENT_HEADER = 'x-trellis-client';

/**
 * Refuses a POST that a foreign page could have made a browser send: the body must be JSON, and where a cookie speaks for
 * the sender (or is about to be set) the request must come from our own origin and carry our header.
 * @param byCookie whether the browser's cookie is involved
 * @param publicUrl how browsers reach the gateway; the address in the request's Host header counts as ours as well
 * @throws CodedError UNSUPPORTED_MEDIA_TYPE or FORBIDDEN with what is missing
 */
export function checkSameOrigin(headers: IncomingHttpHeaders, byCookie: boolean, publicUrl: string): void {
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    throw new CodedError('UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.', { field: 'content-type' });
  }
  if (!byCookie) return;
  if (headers[CLIENT_HEADER] === undefined) throw foreign(`the header ${CLIENT_HEADER} is missing`);
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (site !== undefined && site !== 'same-origin') throw foreign('it comes from another site');
  if (origin !== undefined && !isOurs(origin, headers.host, publicUrl)) throw foreign('it comes from another origin');
  if (site === undefined && origin === undefined) throw foreign('it does not say where it comes from (Origin)');
}

function isOurs(origin: string, host: string | undefined, publicUrl: string): boolean {
  if (origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host;
}

function foreign(problem: string): CodedError {
  return new CodedError('FORBIDDEN', `This request is refused, as ${problem}.`, {
    remedy: 'Send it from the Trellis web application, or use an API token.',
  });
}
