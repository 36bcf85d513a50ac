import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MailmapEntry, readMailmap } from './mailmap.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mailmap-'));
const git = (args: string[], input?: string) =>
  execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
    ...(input === undefined ? {} : { input }),
  });

beforeAll(() => void git(['init', '--quiet']));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As a line of a .mailmap. */
function lineOf({ properName, properEmail, commitName, commitEmail }: MailmapEntry): string {
  const parts = [properName, properEmail && `<${properEmail}>`, commitName, commitEmail && `<${commitEmail}>`];
  return parts.filter((part) => part !== null).join(' ');
}

const name = fc.constantFrom('Ann Lee', 'ann lee', 'ANN LEE', 'Bo Ek', 'Bo', 'Öz Åk', 'öz åk');
const email = fc.constantFrom(
  'ann@x.org',
  'Ann@X.org',
  'bo@x.org',
  'bo@y.org',
  'öz@x.org',
  'ÖZ@x.org',
  'root@localhost',
);
const entry: fc.Arbitrary<MailmapEntry> = fc.oneof(
  fc.record({ properName: name, properEmail: fc.constant(null), commitName: fc.constant(null), commitEmail: email }),
  fc.record({ properName: fc.constant(null), properEmail: email, commitName: fc.constant(null), commitEmail: email }),
  fc.record({ properName: name, properEmail: email, commitName: fc.constant(null), commitEmail: email }),
  fc.record({ properName: fc.option(name), properEmail: email, commitName: name, commitEmail: email }),
);

describe('a mailmap', () => {
  it('maps as `git check-mailmap` does', () => {
    const written = fc.array(fc.record({ name, email }), { minLength: 5, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), written, (entries, aliases) => {
        writeFileSync(path.join(folder, '.mailmap'), entries.map((one) => `${lineOf(one)}\n`).join(''));
        const contacts = aliases.map((alias) => `${alias.name} <${alias.email}>`);
        const expected = git(['check-mailmap', '--stdin'], `${contacts.join('\n')}\n`)
          .trimEnd()
          .split('\n');
        const mailmap = readMailmap(entries);
        const mapped = aliases.map((alias) => {
          const found = mailmap.find(alias.name, alias.email);
          return `${found?.name ?? alias.name} <${found?.email ?? alias.email}>`;
        });
        expect(mapped).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('takes the one e-mail of the short form as the commit e-mail', () => {
    const short = { properName: 'Ann Lee', properEmail: 'ann@x.org', commitName: null, commitEmail: null };
    expect(readMailmap([short]).find('ann', 'ANN@x.org')).toEqual({ name: 'Ann Lee', email: null });
  });
});
