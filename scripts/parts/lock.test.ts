import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { describeLock, releaseLock, takeLock } from './lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('The second start learns who has the data folder, and where it answers.', async () => {
  expect(await takeLock(folder, 0)).toBeUndefined();
  describeLock(folder, { url: 'http://127.0.0.1:4000' });
  expect(await takeLock(folder, 0)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:4000' });
});

test('A released data folder can be taken again.', async () => {
  await takeLock(folder, 0);
  releaseLock(folder);
  expect(await takeLock(folder, 0)).toBeUndefined();
});

test('A start that is stopping is waited for, and that is said.', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  await takeLock(folder, 0);
  describeLock(folder, { isStopping: true });
  setTimeout(() => releaseLock(folder), 250);
  expect(await takeLock(folder, 0)).toBeUndefined();
  expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('waiting for an earlier start'));
  said.mockRestore();
});

test('A killed start holds nothing, even where its process id belongs to another process now.', async () => {
  writeFileSync(join(folder, 'start.lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
  expect(await takeLock(folder, 0)).toBeUndefined();
});
