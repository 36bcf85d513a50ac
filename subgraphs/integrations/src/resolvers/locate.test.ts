import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locateKnown } from './locate.ts';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'trellis-locate-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a known place', () => {
  it('is the same after its folder was deleted, also by way of a link', async () => {
    const repository = path.join(folder, 'one');
    execFileSync('git', ['init', '-q', repository]);
    const before = await locateKnown(repository);
    rmSync(repository, { recursive: true });
    symlinkSync(folder, path.join(folder, 'link'));
    expect(before).toEqual({ kind: 'PATH', location: repository });
    expect(await locateKnown(repository)).toEqual(before);
    expect(await locateKnown(`${folder}/link/one/`)).toEqual(before);
  });

  it('is neither an address with a refused scheme nor a relative path', async () => {
    expect(await locateKnown('git://localhost/x')).toBeUndefined();
    expect(await locateKnown('gone/one')).toBeUndefined();
  });
});
