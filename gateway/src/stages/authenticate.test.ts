import type { Epochs } from '@trellis/cache/epochs.ts';
import { createTokenSigner, createTokenVerifier } from '@trellis/service-kit/internal-token.ts';
import { testKeys, testViewer } from '@trellis/service-kit/testing.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Credentials } from '../credentials.ts';
import { fixtureSubgraphs, inHours } from '../fixtures/subgraphs.ts';
import { createAuthenticateStage } from './authenticate.ts';

const session: Credentials = { kind: 'session', sessionToken: 's1' };
const refused = { code: 'UNAUTHENTICATED' };

describe('the authenticate stage', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') }));
  afterEach(() => void vi.useRealTimers());

  /** The mirrored epochs; undefined: Redis is away. */
  let epochs: Epochs | undefined;
  beforeEach(() => {
    epochs = { access: 1 };
  });
  const readEpochs = async () => epochs;

  function stage() {
    const fixture = fixtureSubgraphs();
    fixture.sessions.set('s1', { ...testViewer(), expiresAt: inHours(1) });
    const authenticate = createAuthenticateStage(fixture.services.teams, createTokenSigner(testKeys), readEpochs);
    return { fixture, authenticate };
  }

  it('makes an internal token that a subgraph accepts for the same viewer', async () => {
    const { authenticate } = stage();
    const { viewer, internalToken, epochs: read } = await authenticate(session, 'r');
    expect(read).toEqual({ access: 1 });
    expect(viewer).toEqual(testViewer());
    await expect(createTokenVerifier(testKeys).viewer(internalToken)).resolves.toEqual(viewer);
  });

  it('refuses no, unknown and expired credentials alike', async () => {
    const { fixture, authenticate } = stage();
    fixture.sessions.set('old', { ...testViewer(), expiresAt: inHours(-1) });
    await expect(authenticate(undefined, 'r')).rejects.toMatchObject(refused);
    await expect(authenticate({ kind: 'session', sessionToken: 'unknown' }, 'r')).rejects.toMatchObject(refused);
    await expect(authenticate({ kind: 'session', sessionToken: 'old' }, 'r')).rejects.toMatchObject(refused);
  });

  it('asks once for many requests of one sign-in, and again after a few seconds', async () => {
    const { fixture, authenticate } = stage();
    await Promise.all(Array.from({ length: 20 }, () => authenticate(session, 'r')));
    expect(fixture.calls).toHaveLength(1);
    vi.setSystemTime(Date.now() + 5_001);
    await authenticate(session, 'r');
    expect(fixture.calls).toHaveLength(2);
  });

  it('refuses a sign-in from the moment on that its end is mirrored', async () => {
    const { fixture, authenticate } = stage();
    await authenticate(session, 'r');
    fixture.sessions.delete('s1');
    epochs = { access: 2 };
    await expect(authenticate(session, 'r')).rejects.toMatchObject(refused);
  });

  it('asks again while the mirror is behind what a viewer was read at', async () => {
    const { fixture, authenticate } = stage();
    epochs = { access: 0 };
    await authenticate(session, 'r');
    await authenticate(session, 'r');
    expect(fixture.calls).toHaveLength(2);
  });

  it.each([
    ['Redis is away', undefined],
    ['the mirrored epoch can not be relied on', {}],
  ])('asks each time while %s', async (_, away) => {
    const { fixture, authenticate } = stage();
    epochs = away;
    await authenticate(session, 'r');
    fixture.sessions.delete('s1');
    await expect(authenticate(session, 'r')).rejects.toMatchObject(refused);
  });

  it('does not take over a look-up of another request that began before the change', async () => {
    const { fixture } = stage();
    const { teams } = fixture.services;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = {
      ...teams,
      async call(...args: Parameters<typeof teams.call>) {
        const answer = await teams.call(...args);
        if (fixture.calls.length === 1) await held;
        return answer;
      },
    };
    const authenticate = createAuthenticateStage(slow, createTokenSigner(testKeys), readEpochs);
    const before = authenticate(session, 'r');
    await vi.waitFor(() => expect(fixture.calls).toHaveLength(1));
    fixture.sessions.set('s1', { ...testViewer({ role: 'member' }), expiresAt: inHours(1), accessEpoch: 2 });
    epochs = { access: 2 };
    const after = authenticate(session, 'r');
    release();
    expect((await before).viewer.role).toBe('owner');
    expect((await after).viewer.role).toBe('member');
  });

  it('forgets a sign-in that was ended here at once', async () => {
    const { fixture, authenticate } = stage();
    await authenticate(session, 'r');
    fixture.sessions.delete('s1');
    authenticate.forget(session);
    await expect(authenticate(session, 'r')).rejects.toMatchObject(refused);
  });

  it('does not remember a failure of the teams subgraph', async () => {
    const { fixture } = stage();
    let works = false;
    const { teams } = fixture.services;
    const shaky = {
      ...teams,
      call: (...args: Parameters<typeof teams.call>) =>
        works ? teams.call(...args) : Promise.reject(new Error('down')),
    };
    const authenticate = createAuthenticateStage(shaky, createTokenSigner(testKeys), readEpochs);
    await expect(authenticate(session, 'r')).rejects.toThrow('down');
    works = true;
    await expect(authenticate(session, 'r')).resolves.toBeDefined();
  });

  it('takes a session for no API token', async () => {
    const { fixture, authenticate } = stage();
    await authenticate(session, 'r');
    fixture.sessions.clear();
    await expect(authenticate({ kind: 'api-token', apiToken: 's1' }, 'r')).rejects.toMatchObject(refused);
  });
});
