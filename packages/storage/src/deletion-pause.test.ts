import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStorage } from './create-storage.ts';
import { finishDeferredDeletions, honouringPauses, pauseDeletions } from './deletion-pause.ts';
import { createFolderStorage } from './folder-storage.ts';
import type { ObjectStorage } from './object-storage.ts';

let folder: string;
let bare: ObjectStorage;
let storage: ObjectStorage;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-pause-'));
  bare = createFolderStorage(folder);
  storage = honouringPauses(bare);
  for (const key of ['kept/1', 'kept/2', 'other/3']) await bare.put(key, Buffer.from(key));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const keys = async () => (await Array.fromAsync(bare.list('kept/'))).concat(await Array.fromAsync(bare.list('other/')));

describe('while deletions are paused', () => {
  it.each([
    ['as it is', () => bare],
    ['as processes open it', () => storage],
  ])('nothing goes away, and what was asked for goes at the end, over the storage %s', async (_how, over) => {
    const pause = await pauseDeletions(over());
    await storage.deleteBelow('kept/');
    await storage.delete('other/3');
    expect((await keys()).sort()).toEqual(['kept/1', 'kept/2', 'other/3']);
    await pause.end();
    expect(await keys()).toEqual([]);
    expect(await Array.fromAsync(bare.list('control/'))).toEqual([]);
  });

  it('what was asked for just as the pause ended goes as well', async () => {
    const pause = await pauseDeletions(bare);
    const put: ObjectStorage['put'] = async (key, bytes) => {
      await pause.end();
      await bare.put(key, bytes);
    };
    await honouringPauses({ ...bare, put }).delete('other/3');
    expect(await bare.exists('other/3')).toBe(false);
  });

  it('objects are read and written as ever', async () => {
    const pause = await pauseDeletions(bare);
    await storage.put('kept/4', Buffer.from('4'));
    expect((await storage.get('kept/4')).toString()).toBe('4');
    await pause.end();
  });
});

describe('a pause whose holder was killed', () => {
  it('ends by itself, and the next start deletes what was left', async () => {
    await pauseDeletions(bare);
    await storage.delete('kept/1');
    await finishDeferredDeletions(bare);
    expect(await bare.exists('kept/1')).toBe(true);
    vi.useFakeTimers({ now: Date.now() + 11 * 60_000, toFake: ['Date'] });
    await storage.delete('kept/2');
    expect(await bare.exists('kept/2')).toBe(false);
    await createStorage({ kind: 'folder', folder });
    await vi.waitFor(async () => expect(await bare.exists('kept/1')).toBe(false));
  });

  it('goes on as long as it is extended', async () => {
    const pause = await pauseDeletions(bare);
    vi.useFakeTimers({ now: Date.now() + 9 * 60_000, toFake: ['Date'] });
    await pause.extend();
    vi.setSystemTime(Date.now() + 9 * 60_000);
    await storage.delete('kept/1');
    expect(await bare.exists('kept/1')).toBe(true);
  });
});
