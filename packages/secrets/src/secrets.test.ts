import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderStorage } from '@trellis/storage/folder-storage.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBox, sealBox } from './sealed-box.ts';
import { createSecrets, rewrapDataKeys } from './secrets.ts';

const ringKey = (id: string, byte: number) => ({ id, secret: Buffer.alloc(32, byte).toString('base64url') });
const older = ringKey('older', 1);
const newer = ringKey('newer', 2);
const context = { workspaceId: '00000000-0000-4000-8000-000000000001', purpose: 'token' };
const secret = Buffer.from('a provider’s token');
const unreadable = { code: 'SECRET_UNREADABLE' };

let folder: string;
let storage: ObjectStorage;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-secrets-'));
  storage = createFolderStorage(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a sealed box', () => {
  const key = { id: 'k', secret: Buffer.alloc(32, 3) };

  it('gives back what was sealed, in its context alone', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.array(fc.string()), fc.array(fc.string()), (bytes, sealedFor, openedFor) => {
        const box = sealBox(key, bytes, sealedFor);
        expect(openBox(key, box, sealedFor)).toEqual(Buffer.from(bytes));
        if (JSON.stringify(sealedFor) !== JSON.stringify(openedFor))
          expect(() => openBox(key, box, openedFor)).toThrow(/sealed for something else/);
      }),
    );
  });

  it('does not open once any of its bytes is another or missing', () => {
    const box = sealBox(key, secret, ['c']);
    for (let at = 0; at < box.length; at++) {
      const changed = Buffer.from(box);
      changed[at] = (changed[at] as number) ^ 1;
      expect(() => openBox(key, changed, ['c']), `byte ${at}`).toThrow(expect.objectContaining(unreadable));
      expect(() => openBox(key, box.subarray(0, at), ['c']), `cut at ${at}`).toThrow(
        expect.objectContaining(unreadable),
      );
    }
  });

  it('keeps the parts of its context apart', () => {
    expect(() => openBox(key, sealBox(key, secret, ['ab', 'c']), ['a', 'bc'])).toThrow(/sealed for something else/);
  });

  it('never looks the same twice', () => {
    expect(sealBox(key, secret, [])).not.toEqual(sealBox(key, secret, []));
  });
});

describe('secrets', () => {
  it('are opened by another process with the same ring and storage', async () => {
    const sealed = await createSecrets(storage, { encryption: [older] }).seal(secret, context);
    expect(sealed.includes(secret)).toBe(false);
    expect(await createSecrets(storage, { encryption: [older] }).open(sealed, context)).toEqual(secret);
  });

  it('open for their own workspace and purpose only', async () => {
    const secrets = createSecrets(storage, { encryption: [older] });
    const sealed = await secrets.seal(secret, context);
    await expect(secrets.open(sealed, { ...context, purpose: 'other' })).rejects.toMatchObject(unreadable);
    const foreign = { ...context, workspaceId: '00000000-0000-4000-8000-000000000002' };
    await secrets.seal(secret, foreign);
    await expect(secrets.open(sealed, foreign)).rejects.toMatchObject(unreadable);
    await expect(secrets.open(Buffer.from('no box at all, but long enough for one'), context)).rejects.toMatchObject(
      unreadable,
    );
  });

  it('of one workspace have one data key, however many are sealed', async () => {
    const secrets = createSecrets(storage, { encryption: [older] });
    await Promise.all([1, 2, 3].map(() => secrets.seal(secret, context)));
    await createSecrets(storage, { encryption: [older] }).seal(secret, context);
    expect(await Array.fromAsync(storage.list('data-keys/'))).toHaveLength(1);
  });

  it('stay as they are through a rotation, which wraps the data keys anew', async () => {
    const sealed = await createSecrets(storage, { encryption: [older] }).seal(secret, context);
    expect([...(await rewrapDataKeys(storage, { encryption: [newer, older] }))]).toEqual(['newer']);
    expect(await createSecrets(storage, { encryption: [newer] }).open(sealed, context)).toEqual(secret);
    await expect(createSecrets(storage, { encryption: [older] }).open(sealed, context)).rejects.toMatchObject({
      message: 'The key ring has no encryption key newer.',
      ...unreadable,
    });
  });

  it('are opened later where the key was missing for a while', async () => {
    const sealed = await createSecrets(storage, { encryption: [older] }).seal(secret, context);
    const ring = { encryption: [newer] };
    const secrets = createSecrets(storage, ring);
    await expect(secrets.open(sealed, context)).rejects.toMatchObject(unreadable);
    ring.encryption = [newer, older];
    expect(await secrets.open(sealed, context)).toEqual(secret);
  });

  it('are not sealed where the ring has no key for it', async () => {
    await expect(createSecrets(storage, { encryption: [] }).seal(secret, context)).rejects.toThrow('no encryption key');
  });
});
