import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArchive, writeArchive } from './archive.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const segment = fc.stringMatching(/^[\w][\w.=-]{0,60}$/);
const parts = fc.uniqueArray(
  fc.record({
    name: fc.array(segment, { minLength: 1, maxLength: 4 }).map((names) => names.join('/')),
    content: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  }),
  // In a folder no part can lie below another one.
  { selector: ({ name }) => name.split('/')[0], maxLength: 6 },
);

describe.each(['backup.tar', 'backup'])('a backup as %s', (form) => {
  it('gives back every part as it was written, whatever its name and size', async () => {
    await fc.assert(
      fc.asyncProperty(parts, async (written) => {
        const path = join(folder, `${Math.random()}-${form}`);
        const writer = await writeArchive(path);
        for (const { name, content } of written) await writer.add(name, content);
        expect(existsSync(path)).toBe(false);
        await writer.finish();
        const reader = await openArchive(path);
        expect([...reader.names].sort()).toEqual(written.map(({ name }) => name).sort());
        for (const { name, content } of written) expect(await reader.read(name)).toEqual(content);
        await expect(reader.read('none')).rejects.toMatchObject({ code: 'BACKUP_INCOMPLETE' });
        await reader.close();
      }),
      { numRuns: 30 },
    );
  });

  it('is for its owner alone, is never written over another one, and leaves nothing when it is given up', async () => {
    const path = join(folder, form);
    const given = await writeArchive(path);
    await given.add('a', Buffer.from('a'));
    await given.abandon();
    expect(existsSync(path)).toBe(false);
    expect(existsSync(`${path}.part`)).toBe(false);
    const writer = await writeArchive(path);
    await writer.finish();
    expect(statSync(path).mode & 0o077).toBe(0);
    await expect(writeArchive(path)).rejects.toMatchObject({ code: 'BACKUP_EXISTS' });
  });
});

describe('an archive', () => {
  const long = `objects/${'w'.repeat(40)}/${'r'.repeat(90)}/${'b'.repeat(80)}`;
  const write = async () => {
    const path = join(folder, 'backup.tar');
    const writer = await writeArchive(path);
    await writer.add('first', Buffer.from('one'));
    await writer.add(long, Buffer.alloc(1_000, 'x'));
    await writer.finish();
    return path;
  };

  it('is read by tar, long names too', async () => {
    const path = await write();
    expect(execFileSync('tar', ['-tf', path], { encoding: 'utf8' })).toBe(`first\n${long}\n`);
    expect(execFileSync('tar', ['-xOf', path, long], { encoding: 'utf8' })).toBe('x'.repeat(1_000));
  });

  it('that was cut off or damaged says after which part', async () => {
    const path = await write();
    const whole = readFileSync(path);
    truncateSync(path, 1_700);
    await expect(openArchive(path)).rejects.toMatchObject({
      code: 'BACKUP_INCOMPLETE',
      message: expect.stringContaining(`within ${long}`),
    });
    truncateSync(path, 1_024);
    await expect(openArchive(path)).rejects.toMatchObject({ message: expect.stringContaining('after first') });
    whole[1_030] = 0x7f;
    writeFileSync(path, whole);
    await expect(openArchive(path)).rejects.toMatchObject({
      code: 'BACKUP_CORRUPT',
      message: expect.stringContaining('after first'),
    });
  });
});
