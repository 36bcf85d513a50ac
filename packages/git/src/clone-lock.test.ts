import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockClone } from './clone-lock.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trellis-lock-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const leave = (pid: number) => writeFileSync(path.join(folder, 'trellis.lock'), String(pid));

it('is held by one writer at a time', async () => {
  const unlock = await lockClone(folder);
  await expect(lockClone(folder)).rejects.toMatchObject({ code: 'CLONE_BUSY' });
  await unlock();
  await (await lockClone(folder))();
  expect(readdirSync(folder)).toEqual([]);
});

it('is taken over from a process that is gone', async () => {
  leave(2 ** 22 + 1);
  await (await lockClone(folder))();
});

it('is taken over from a process that is gone and had the same id, as after a restart of its container', async () => {
  leave(process.pid);
  await (await lockClone(folder))();
});

it('is left to a process that runs', async () => {
  leave(process.ppid);
  await expect(lockClone(folder)).rejects.toMatchObject({ code: 'CLONE_BUSY' });
});
