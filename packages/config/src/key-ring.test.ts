import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KEY_RING_SEEN_MS, openKeyRing, readKeyRing } from './key-ring.ts';

const key = (id: string, byte = 1) => ({ id, secret: Buffer.alloc(32, byte).toString('base64url') });
const ring = { signing: [key('s1')], encryption: [key('e1')], aliasHashing: key('a1') };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-ring-'));
  file = join(folder, 'keys.json');
  replace(ring);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

describe('a key ring', () => {
  it('follows its file while it is in use', async () => {
    const keys = openKeyRing(file);
    expect(keys.signing.map(({ id }) => id)).toEqual(['s1']);
    replace({ ...ring, signing: [key('s2'), key('s1')], encryption: [key('e2')] });
    await sleep(KEY_RING_SEEN_MS);
    expect(keys.signing.map(({ id }) => id)).toEqual(['s2', 's1']);
    expect(keys.encryption.map(({ id }) => id)).toEqual(['e2']);
  });

  it.each([
    ['broken', '{'],
    ['without a signing key', { ...ring, signing: [] }],
    ['with another key for hashing', { ...ring, signing: [key('s2')], aliasHashing: key('a2', 2) }],
  ])('keeps its keys, and says so, when the file is %s', async (_what, content) => {
    const said = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const keys = openKeyRing(file);
    replace(content);
    await sleep(KEY_RING_SEEN_MS);
    expect(keys.signing.map(({ id }) => id)).toEqual(['s1']);
    expect(said).toHaveBeenCalledOnce();
  });

  it('keeps its keys while the file is gone', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    const keys = openKeyRing(file);
    rmSync(file);
    await sleep(KEY_RING_SEEN_MS);
    expect(keys.signing).toHaveLength(1);
    replace({ ...ring, signing: [key('s3')] });
    await sleep(KEY_RING_SEEN_MS);
    expect(keys.signing.map(({ id }) => id)).toEqual(['s3']);
  });

  it('of the release before has no key for encryption', () => {
    replace({ signing: ring.signing, aliasHashing: ring.aliasHashing });
    expect(readKeyRing(file).encryption).toEqual([]);
  });

  it('is refused with the place of what is wrong, and no secret', () => {
    replace({ ...ring, encryption: [key('same'), key('same', 2)] });
    expect(() => readKeyRing(file)).toThrow('encryption: expected distinct ids');
    replace({ ...ring, signing: [{ id: 's1', secret: 'c2hvcnQ' }] });
    expect(() => readKeyRing(file)).toThrow(/^signing\.0\.secret: expected 32 bytes in base64url$/);
  });
});

function replace(content: unknown): void {
  writeFileSync(`${file}.new`, typeof content === 'string' ? content : JSON.stringify(content));
  renameSync(`${file}.new`, file);
  utimesSync(file, new Date(), new Date());
}
