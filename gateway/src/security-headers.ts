import type { FastifyInstance } from 'fastify';

/** Charts insert style elements of their own, so inline styles are allowed; inline scripts never are. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The headers of every answer. */
export function securityHeaders(isHttps: boolean): Readonly<Record<string, string>> {
  return isHttps ? { ...HEADERS, 'strict-transport-security': 'max-age=31536000' } : HEADERS;
}

/** Puts the security headers on every answer of a route, also on errors and files. */
export function addSecurityHeaders(server: FastifyInstance, isHttps: boolean): void {
  const headers = securityHeaders(isHttps);
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
  });
}
