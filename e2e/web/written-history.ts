import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Repositories whose history a test knows. */
export interface WrittenHistory {
  /** Folder of the repository called `orchard`: five people, one of them long gone. */
  readonly orchard: string;
  /** Folder of the repository called `cellar`: one person. */
  readonly cellar: string;
  /** Folder of the repository called `notice-board`: names and messages are markup. */
  readonly noticeBoard: string;
  remove(): void;
}

export const nadia = 'Nadia Petrova';
/** Angle brackets can't stand in a name in git, so this is the markup that would run if a page decoded what it shows. */
export const markupName = '&lt;img src=x onerror=window.markupRan=true&gt;';
export const markupSubject = '<script>window.markupRan=true</script> is only text';

interface Work {
  readonly who: string;
  readonly daysAgo: number;
  readonly files: readonly string[];
  readonly subject: string;
}

export function writeHistory(now: Date): WrittenHistory {
  const parent = mkdtempSync(join(tmpdir(), 'trellis-web-'));
  return {
    orchard: importInto(join(parent, 'orchard'), orchardWork(), now),
    cellar: importInto(join(parent, 'cellar'), cellarWork(), now),
    noticeBoard: importInto(join(parent, 'notice-board'), noticeBoardWork(), now),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

function orchardWork(): Work[] {
  const work: Work[] = [];
  // Written two years ago by somebody who left: nobody has touched it since.
  for (let at = 0; at < 12; at++) {
    work.push({
      who: 'Ines Duarte',
      daysAgo: 800 - at * 3,
      files: [`press/legacy-${at % 6}.ts`],
      subject: `Press: juice by hand, part ${at}`,
    });
  }
  const areas: readonly (readonly [string, string, number])[] = [
    [nadia, 'trees', 14],
    ['Tomas Lindgren', 'harvest', 9],
    ['Yuki Sato', 'market', 6],
    ['Leila Haddad', 'water', 5],
  ];
  for (const [who, folder, files] of areas) {
    for (let at = 0; at < files * 6; at++) {
      const daysAgo = 340 - Math.floor((at * 337) / (files * 6)) + (at % 5 === 0 ? 1 : 0);
      const subject = `${folder}: ${['add', 'fix', 'simplify', 'test'][at % 4]} row ${at % files}`;
      work.push({ who, daysAgo, files: [`${folder}/row-${at % files}.ts`], subject });
    }
  }
  // Two people meet in one folder.
  for (let at = 0; at < 8; at++) {
    work.push({
      who: at % 2 === 0 ? nadia : 'Yuki Sato',
      daysAgo: 20 - at * 2,
      files: ['market/prices.ts'],
      subject: `Market: agree on prices, round ${at}`,
    });
  }
  return work.toSorted((a, b) => b.daysAgo - a.daysAgo);
}

function cellarWork(): Work[] {
  return Array.from({ length: 40 }, (_, at) => ({
    who: 'Tomas Lindgren',
    daysAgo: 200 - at * 5,
    files: [`barrels/barrel-${at % 8}.ts`],
    subject: `Barrels: look after barrel ${at % 8}`,
  }));
}

function noticeBoardWork(): Work[] {
  return Array.from({ length: 20 }, (_, at) => ({
    who: markupName,
    daysAgo: 60 - at,
    files: [`notices/notice-${at % 4}.ts`],
    subject: at === 19 ? markupSubject : `Pin notice ${at}`,
  }));
}

/** Writes the history in one stream, as `git fast-import` reads it. */
function importInto(folder: string, work: readonly Work[], now: Date): string {
  mkdirSync(folder);
  const git = (args: readonly string[], input?: string) =>
    execFileSync('git', args, {
      cwd: folder,
      input,
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });
  git(['init', '-q', '-b', 'main']);
  git(['fast-import', '--quiet'], work.map((each, at) => commitText(each, at, now)).join(''));
  git(['reset', '-q', '--hard', 'main']);
  return folder;
}

function commitText({ who, daysAgo, files, subject }: Work, at: number, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000) - daysAgo * 86_400 - ((at * 3607) % 30_000);
  const email = `${who.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@orchard.example`;
  const person = `${who} <${email}> ${seconds} +0200`;
  const changes = files.map((file) => {
    const text = `export const turn = ${at};\n`.repeat(3 + (at % 9));
    return `M 100644 inline ${file}\ndata ${text.length}\n${text}\n`;
  });
  return `commit refs/heads/main\nauthor ${person}\ncommitter ${person}\ndata ${Buffer.byteLength(subject)}\n${subject}\n${changes.join('')}\n`;
}
