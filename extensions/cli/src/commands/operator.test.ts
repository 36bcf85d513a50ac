import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

let folder: string;
let env: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-operator-'));
  env = { TRELLIS_DATA_DIR: join(folder, 'data') };
});
afterEach(() => rmSync(folder, { recursive: true }));

it('rotates a key of the installation of this machine', async () => {
  const rotated = await runCli(['keys', 'rotate', 'encryption'], { env });
  expect(rotated).toMatchObject({ code: 0, stderr: '' });
  const keys = JSON.parse(readFileSync(join(folder, 'data', 'keys.json'), 'utf8'));
  expect(rotated.stdout).toContain(`encryption key ${keys.encryption[0].id}`);
});

it('says what can be rotated', async () => {
  const refused = await runCli(['keys', 'rotate', 'hashing'], { env });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('trellis keys rotate signing|encryption') });
});

it('backs up nothing where there is nothing, and nothing that a killed restore has left', async () => {
  const file = join(folder, 'backup.tar');
  const none = await runCli(['backup', file], { env });
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no installation in') });
  writeFileSync(join(folder, 'data', 'restoring'), '');
  const half = await runCli(['backup', file], { env });
  expect(half).toMatchObject({ code: 1, stderr: expect.stringContaining('RESTORE_INCOMPLETE') });
  expect(readdirSync(folder)).toEqual(['data']);
});
