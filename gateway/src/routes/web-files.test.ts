import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../fixtures/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  const webFolder = mkdtempSync(path.join(tmpdir(), 'trellis-web-'));
  mkdirSync(path.join(webFolder, 'assets'));
  writeFileSync(path.join(webFolder, 'index.html'), '<!doctype html><title>Trellis</title>');
  writeFileSync(path.join(webFolder, 'assets/app-3f2a.js'), 'export {}');
  writeFileSync(path.join(webFolder, '../secret.txt'), 'secret');
  gateway = await startTestGateway({ webFolder });
});
afterAll(() => gateway.stop());

const get = (route: string, accept = 'text/html') => fetch(gateway.url + route, { headers: { accept } });

describe('the web application', () => {
  it.each(['/', '/sign-in', '/repositories/1?window=x', '/people/a.b'])(
    'answers %s with its page, always asked for anew',
    async (route) => {
      const response = await get(route);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<title>Trellis</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-type')).toContain('text/html');
    },
  );

  it('keeps files with a hash in their name for ever', async () => {
    const response = await get('/assets/app-3f2a.js', '*/*');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toContain('javascript');
  });

  it.each([
    ['/assets/gone-1.js', 'text/html'],
    ['/auth/unknown', 'text/html'],
    ['/anything', 'application/json'],
    ['/..%2fsecret.txt', '*/*'],
    ['/%2e%2e/secret.txt', '*/*'],
  ])('answers %s (%s) with a coded 404', async (route, accept) => {
    const response = await get(route, accept);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it.each(['/%00', '/assets/%ff', '/%'])(
    'answers the address %s with a coded refusal that means the address',
    async (route) => {
      const response = await get(route, '*/*');
      expect(response.status).toBe(400);
      expect((await response.json()).error).toMatchObject({ code: 'BAD_INPUT', field: 'url' });
    },
  );

  it.each(['/', '/%ff', '/assets/app-3f2a.js', '/healthz', '/auth/session', '/graphql', '/nothing'])(
    'puts the security headers on %s',
    async (route) => {
      const { headers } = await get(route);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe|default-src[^;]*unsafe/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    },
  );

  it('says so when it is not built', async () => {
    const unbuilt = await startTestGateway();
    const response = await fetch(unbuilt.url, { headers: { accept: 'text/html' } });
    expect([response.status, (await response.json()).error.message]).toEqual([
      404,
      'The web application is not built; `npm start` builds it.',
    ]);
    await unbuilt.stop();
  });
});
