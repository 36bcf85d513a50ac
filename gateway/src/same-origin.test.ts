import { describe, expect, it } from 'vitest';
import { checkSameOrigin } from './same-origin.ts';

const publicUrl = 'https://trellis.example';
const json = { 'content-type': 'application/json; charset=utf-8' };
const page = { ...json, 'x-trellis-client': 'web', origin: 'https://trellis.example', 'sec-fetch-site': 'same-origin' };

describe('a POST', () => {
  it.each([
    {},
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'application/jsonp' },
  ])('that a form could send (%j) is refused', (headers) => {
    expect(() => checkSameOrigin(headers, false, publicUrl)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_MEDIA_TYPE' }),
    );
  });

  it('with an API token needs nothing but JSON', () => {
    expect(() => checkSameOrigin({ ...json, origin: 'https://elsewhere.example' }, false, publicUrl)).not.toThrow();
  });

  it('with a cookie is accepted from our own page', () => {
    expect(() => checkSameOrigin(page, true, publicUrl)).not.toThrow();
  });

  it('with a cookie is accepted under the address the browser used', () => {
    const headers = { ...page, origin: 'http://localhost:4000', host: 'localhost:4000' };
    expect(() => checkSameOrigin(headers, true, publicUrl)).not.toThrow();
  });

  it.each([
    ['without our header', { 'x-trellis-client': undefined }],
    ['from another origin', { origin: 'https://elsewhere.example' }],
    ['from another port', { origin: 'https://trellis.example:8443' }],
    ['from a page without an origin', { origin: 'null' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbouring site', { 'sec-fetch-site': 'same-site' }],
    ['that does not say where from', { origin: undefined, 'sec-fetch-site': undefined }],
  ])('with a cookie is refused %s', (_what, change) => {
    expect(() => checkSameOrigin({ ...page, ...change }, true, publicUrl)).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  });
});
