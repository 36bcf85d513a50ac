import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenChanged } from './stamp.mjs';

let root: string;
const work = vi.fn(() => writeFileSync(join(root, 'output'), 'made'));
const build = (inputs = ['input', 'folder']) => whenChanged(root, 'build', inputs, ['output'], work);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'trellis-stamp-'));
  mkdirSync(join(root, 'folder', 'generated'), { recursive: true });
  writeFileSync(join(root, 'input'), 'one');
  writeFileSync(join(root, 'folder', 'file'), 'one');
  work.mockClear();
});
afterEach(() => rmSync(root, { recursive: true }));

test('Work is done once for the same inputs.', async () => {
  await build();
  await build();
  expect(work).toHaveBeenCalledTimes(1);
});

test.each(['input', 'folder/file', 'folder/another'])('A change of %s does it again.', async (file) => {
  await build();
  writeFileSync(join(root, file), 'two');
  await build();
  expect(work).toHaveBeenCalledTimes(2);
});

test('What is generated inside an input folder is no input.', async () => {
  await build();
  writeFileSync(join(root, 'folder', 'generated', 'code.ts'), 'new');
  await build();
  expect(work).toHaveBeenCalledTimes(1);
});

test('An output that was taken away is made again.', async () => {
  await build();
  rmSync(join(root, 'output'));
  await build();
  expect(work).toHaveBeenCalledTimes(2);
});

test('Work that broke off is done again, even for inputs that were fine before.', async () => {
  await build();
  writeFileSync(join(root, 'input'), 'two');
  work.mockImplementationOnce(() => {
    throw new Error('killed');
  });
  await expect(build()).rejects.toThrow('killed');
  writeFileSync(join(root, 'input'), 'one');
  await build();
  expect(work).toHaveBeenCalledTimes(3);
});
