import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTokenSigner, createTokenVerifier, INTERNAL_TOKEN_SECONDS } from './internal-token.ts';
import { testViewer } from './testing.ts';

const key = (id: string, byte: number) => ({ id, secret: Buffer.alloc(32, byte).toString('base64url') });
const older = key('older', 1);
const newer = key('newer', 2);
const refused = { code: 'UNAUTHENTICATED' };

describe('an internal token', () => {
  afterEach(() => vi.useRealTimers());

  it('carries the viewer', async () => {
    const viewer = testViewer({ role: 'admin' });
    const token = await createTokenSigner({ signing: [newer] }).forViewer(viewer);
    await expect(createTokenVerifier({ signing: [newer] }).viewer(token)).resolves.toEqual(viewer);
  });

  it('is accepted under every key of the ring, and under no other', async () => {
    const token = await createTokenSigner({ signing: [older] }).forViewer(testViewer());
    await expect(createTokenVerifier({ signing: [newer, older] }).viewer(token)).resolves.toBeDefined();
    await expect(createTokenVerifier({ signing: [newer] }).viewer(token)).rejects.toMatchObject(refused);
    await expect(createTokenVerifier({ signing: [key('older', 3)] }).viewer(token)).rejects.toMatchObject(refused);
  });

  it('is signed with the first key of the moment, and refused once its key is dropped, though it was accepted before', async () => {
    const ring = { signing: [older] };
    const signer = createTokenSigner(ring);
    const verifier = createTokenVerifier(ring);
    const before = await signer.forViewer(testViewer());
    await verifier.viewer(before);
    ring.signing = [newer, older];
    const after = await signer.forViewer(testViewer());
    await verifier.viewer(before);
    ring.signing = [newer];
    await expect(verifier.viewer(after)).resolves.toBeDefined();
    await expect(verifier.viewer(before)).rejects.toMatchObject(refused);
  });

  it('is good for its own purpose only', async () => {
    const signer = createTokenSigner({ signing: [newer] });
    const verifier = createTokenVerifier({ signing: [newer] });
    const forViewer = await signer.forViewer(testViewer());
    await verifier.viewer(forViewer);
    await expect(verifier.internalCall(forViewer)).rejects.toMatchObject(refused);
    await expect(verifier.viewer(await signer.forInternalCall())).rejects.toMatchObject(refused);
    await expect(verifier.internalCall(await signer.forInternalCall())).resolves.toBeUndefined();
  });

  it('is refused once it expired, though it was accepted before', async () => {
    vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
    const verifier = createTokenVerifier({ signing: [newer] });
    const token = await createTokenSigner({ signing: [newer] }).forViewer(testViewer());
    await verifier.viewer(token);
    vi.setSystemTime(Date.now() + (INTERNAL_TOKEN_SECONDS + 1) * 1000);
    await expect(verifier.viewer(token)).rejects.toMatchObject(refused);
  });

  it('is refused when its content was changed or it is not signed', async () => {
    const token = await createTokenSigner({ signing: [newer] }).forViewer(testViewer());
    const [, payload, signature] = token.split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: 'newer' })).toString('base64url');
    const owner = Buffer.from(JSON.stringify({ viewer: testViewer(), aud: 'subgraph' })).toString('base64url');
    const verifier = createTokenVerifier({ signing: [newer] });
    for (const forged of ['', 'a.b.c', `${header}.${payload}.`, `${token.split('.')[0]}.${owner}.${signature}`]) {
      await expect(verifier.viewer(forged)).rejects.toMatchObject(refused);
    }
  });

  it('is refused when its viewer is not whole', async () => {
    const token = await createTokenSigner({ signing: [newer] }).forViewer({ ...testViewer(), role: 'king' as 'owner' });
    await expect(createTokenVerifier({ signing: [newer] }).viewer(token)).rejects.toMatchObject(refused);
  });
});
