import { afterEach, describe, expect, it } from 'vitest';
import { ownPage, startTestGateway, type TestGateway } from '../fixtures/gateway.ts';

const gateways: TestGateway[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop();
});

async function gatewayAt(publicUrl: string): Promise<TestGateway> {
  const gateway = await startTestGateway({ publicUrl });
  gateway.fixture.signInLinks.set('one-time', 'the-session');
  gateways.push(gateway);
  return gateway;
}

const http = () => gatewayAt('http://127.0.0.1:4000');
const signIn = (
  gateway: TestGateway,
  body: unknown = { token: 'one-time' },
  headers: Record<string, string> = ownPage,
) => gateway.post('/auth/sign-in', body, headers);
const session = (gateway: TestGateway, cookie: string) => fetch(`${gateway.url}/auth/session`, { headers: { cookie } });

describe('a sign-in link', () => {
  it('becomes a cookie that no script, no foreign site and no other path can use, for at most twelve hours', async () => {
    const response = await signIn(await http());
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ signedIn: true, expiresAt: expect.any(String) });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^trellis_session=the-session; /);
    const flags = cookie.split('; ').slice(1);
    expect(flags).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Strict']));
    expect(flags).not.toContain('Secure');
    const maxAge = Number(/Max-Age=(\d+)/.exec(cookie)?.[1]);
    expect(maxAge).toBeGreaterThan(12 * 3600 - 60);
    expect(maxAge).toBeLessThanOrEqual(12 * 3600);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('sends its cookie over https only where the gateway is reached by https', async () => {
    const response = await signIn(await gatewayAt('https://trellis.example'));
    expect(response.headers.getSetCookie()[0]?.split('; ')).toContain('Secure');
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('works once', async () => {
    const gateway = await http();
    await signIn(gateway);
    const again = await signIn(gateway);
    expect(again.status).toBe(401);
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(await again.json()).toMatchObject({ error: { code: 'UNAUTHENTICATED', remedy: expect.any(String) } });
  });

  it.each([[{}], [{ token: '' }], [{ token: 1 }], [{ token: 'x'.repeat(201) }], ['null'], ['{']])(
    'is refused when the body is %j',
    async (body) => {
      const response = await signIn(await http(), body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'BAD_INPUT' } });
    },
  );

  it('can not be redeemed by a foreign page', async () => {
    const gateway = await http();
    expect((await signIn(gateway, { token: 'one-time' }, {})).status).toBe(403);
    expect(
      (await signIn(gateway, { token: 'one-time' }, { ...ownPage, origin: 'https://elsewhere.example' })).status,
    ).toBe(403);
    expect((await signIn(gateway)).status).toBe(200);
  });

  it('is never answered by GET', async () => {
    const gateway = await http();
    expect((await fetch(`${gateway.url}/auth/sign-in?token=one-time`)).status).toBe(404);
    expect((await signIn(gateway)).status).toBe(200);
  });
});

describe('a session', () => {
  it('says who is signed in', async () => {
    const gateway = await http();
    const response = await session(gateway, gateway.cookie({ role: 'admin', solo: false }));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      signedIn: true,
      role: 'admin',
      solo: false,
      workspaceId: expect.any(String),
    });
  });

  it('is 401 for nobody', async () => {
    const gateway = await http();
    expect((await session(gateway, '')).status).toBe(401);
    expect((await session(gateway, 'trellis_session=unknown')).status).toBe(401);
  });

  it('ends with the sign-out, at once', async () => {
    const gateway = await http();
    const cookie = gateway.cookie();
    expect((await session(gateway, cookie)).status).toBe(200);
    const response = await gateway.post('/auth/sign-out', {}, { cookie, ...ownPage });
    expect(await response.json()).toEqual({ signedIn: false });
    expect(response.headers.getSetCookie()[0]).toMatch(/^trellis_session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await session(gateway, cookie)).status).toBe(401);
    expect((await gateway.ask('{ viewer { name } }', {}, { cookie, ...ownPage })).status).toBe(401);
  });

  it('is not ended by a foreign page', async () => {
    const gateway = await http();
    const cookie = gateway.cookie();
    expect((await gateway.post('/auth/sign-out', {}, { cookie })).status).toBe(403);
    expect((await session(gateway, cookie)).status).toBe(200);
  });
});
