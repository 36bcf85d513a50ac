import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFolderStorage } from './folder-storage.ts';
import type { ObjectStorage } from './object-storage.ts';
import { createS3Storage } from './s3-storage.ts';

const env = (name: string): string => {
  const value = process.env[`TRELLIS_TEST_S3_${name}`];
  if (value === undefined) throw new Error(`TRELLIS_TEST_S3_${name} is not set; run the tests through \`npm test\`.`);
  return value;
};

const folder = mkdtempSync(path.join(tmpdir(), 'trellis-storage-'));
afterAll(() => rmSync(folder, { recursive: true }));

const storages: ReadonlyArray<readonly [string, () => ObjectStorage]> = [
  ['a folder', () => createFolderStorage(folder)],
  [
    'S3',
    () =>
      createS3Storage({
        kind: 's3',
        endpoint: env('ENDPOINT'),
        region: 'us-east-1',
        bucket: env('BUCKET'),
        accessKey: env('ACCESS_KEY'),
        secretKey: env('SECRET_KEY'),
      }),
  ],
];

describe.each(storages)('object storage in %s', (_name, open) => {
  const storage = open();
  const prefix = `contract/${process.pid}-${Date.now()}`;

  it('gives back the bytes that were put, and the newer ones after a second put', async () => {
    await storage.put(`${prefix}/a.bin`, Buffer.from([0, 255, 10]));
    expect(await storage.get(`${prefix}/a.bin`)).toEqual(Buffer.from([0, 255, 10]));
    await storage.put(`${prefix}/a.bin`, Buffer.from('second'));
    expect((await storage.get(`${prefix}/a.bin`)).toString()).toBe('second');
  });

  it('says which object is missing', async () => {
    await expect(storage.get(`${prefix}/none`)).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
    expect(await storage.exists(`${prefix}/none`)).toBe(false);
  });

  it('deletes an object, and does not mind when it is gone already', async () => {
    await storage.put(`${prefix}/b`, Buffer.from('b'));
    await storage.delete(`${prefix}/b`);
    await storage.delete(`${prefix}/b`);
    expect(await storage.exists(`${prefix}/b`)).toBe(false);
  });

  it('deletes below a prefix and nothing beside it', async () => {
    await storage.put(`${prefix}/in/1`, Buffer.from('1'));
    await storage.put(`${prefix}/in/deep/2`, Buffer.from('2'));
    await storage.put(`${prefix}/inside`, Buffer.from('3'));
    await storage.deleteBelow(`${prefix}/in/`);
    expect(await storage.exists(`${prefix}/in/1`)).toBe(false);
    expect(await storage.exists(`${prefix}/in/deep/2`)).toBe(false);
    expect(await storage.exists(`${prefix}/inside`)).toBe(true);
  });

  it('lists what lies below a prefix, at every depth, and nothing beside it', async () => {
    const keys = ['list/a', 'list/deep/b', 'list/deep/er/c'].map((key) => `${prefix}/${key}`);
    await Promise.all([...keys, `${prefix}/listed`].map((key) => storage.put(key, Buffer.from('x'))));
    expect((await Array.fromAsync(storage.list(`${prefix}/list/`))).sort()).toEqual(keys);
    expect(await Array.fromAsync(storage.list(`${prefix}/none/`))).toEqual([]);
  });

  it.each(['../x', '/etc/passwd', 'a//b', 'a/../b', ''])('refuses the key %j', async (key) => {
    await expect(async () => storage.put(key, Buffer.from('x'))).rejects.toThrow(/no object key/);
  });

  it('answers when asked whether it is ready', async () => {
    await expect(storage.ready()).resolves.toBeUndefined();
  });
});

it('leaves no half-written file in a folder', () => {
  const left = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.part'));
  expect(left).toEqual([]);
});
