import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRandom } from '@trellis/bench/random.ts';
import {
  AMBIGUOUS_PATHS,
  ATTRIBUTES,
  ambiguousText,
  binaryText,
  MAILMAP,
  PATHS,
  PEOPLE,
  TEXTS,
} from './arbitrary-content.ts';
import type { TestRepository } from './git-repository.ts';

/** What a step of a history may be; `commits` comes often, the rest is what an increment might fail to extend. */
const STEPS = [
  ['commits', 8],
  ['side branch', 4],
  ['merge', 5],
  ['attributes', 1.5],
  ['attributes of what is gone', 4],
  ['mailmap', 2],
  ['rewrite', 1],
  ['unrelated root', 0.5],
] as const;

const CHANGES = [
  ['edit', 6],
  ['add', 4],
  ['rename', 4],
  ['copy', 2],
  ['remove', 2],
  ['ambiguous', 3],
  ['binary', 1],
  ['link', 0.5],
  ['nothing', 0.5],
] as const;

/**
 * Writes a history of a seed, step by step: the same seed gives the same commits. Gives what each step was, and leaves
 * the repository on `main` with a clean folder. The last step credits everybody, so that no alias is left that only a
 * rewritten branch had.
 */
export function* writeHistory(repository: TestRepository, seed: number, steps: number): Generator<string> {
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const chance = (share: number) => random() < share;
  const pick = <T>(from: readonly T[]) => from[below(from.length)] as T;
  const at = (file: string) => path.join(repository.path, file);
  const sides: string[] = [];
  const written = new Set<string>();
  let clock = Date.UTC(2023, 0, 1) / 1_000;
  let made = 0;

  repository.git('config', 'user.name', 'Merger');
  repository.git('config', 'user.email', 'merger@example.org');
  commits(4);
  yield 'begin';
  for (let step = 1; step < steps; step++) {
    const kind = weighted(STEPS);
    play(kind);
    if (chance(0.3)) commits(1);
    yield kind;
  }
  repository.write({ 'THANKS.md': TEXTS[0] as string });
  save(PEOPLE.slice(1), PEOPLE[0]);
  yield 'everybody';

  function play(kind: (typeof STEPS)[number][0]): void {
    if (kind === 'commits') commits(1 + below(4));
    else if (kind === 'side branch') workAside();
    else if (kind === 'merge') mergeSide();
    else if (kind === 'attributes') rules('.gitattributes', ATTRIBUTES);
    else if (kind === 'attributes of what is gone') ruleOfGone();
    else if (kind === 'mailmap') rules('.mailmap', MAILMAP);
    else if (kind === 'rewrite') rewrite();
    else unrelatedRoot();
  }

  /** Lines of a rule file, all anew; sometimes the file goes. Attributes may stand in a folder as well. */
  function rules(name: string, lines: readonly string[]): void {
    const file = name === '.gitattributes' && chance(0.3) ? `lib/${name}` : name;
    const chosen = lines.filter(() => chance(0.3));
    if (chosen.length === 0) rmSync(at(file), { force: true });
    else repository.write({ [file]: `${chosen.join('\n')}\n` });
    if (chance(0.3)) change();
    save();
  }

  /** Says something of a path that is gone: history alone is classified otherwise then, nothing at the head. */
  function ruleOfGone(): void {
    const gone = [...written].filter((file) => !existsSync(at(file)) && !file.includes(' '));
    if (gone.length === 0) {
      rules('.gitattributes', ATTRIBUTES);
      return;
    }
    const line = `${pick(gone)} ${pick(['linguist-vendored', 'linguist-generated', 'linguist-language=Python'])}`;
    repository.write({ '.gitattributes': `${read('.gitattributes')}\n${line}\n` });
    save();
  }

  function commits(count: number): void {
    for (let n = 0; n < count; n++) {
      for (let more = 1 + below(3); more > 0; more--) change();
      save();
    }
  }

  /** Work on a branch that begins anywhere in history, or goes on. */
  function workAside(): void {
    const known = sides.length > 0 && chance(0.4);
    const name = known ? pick(sides) : `side-${made}`;
    if (!known) {
      repository.git('branch', '-f', name, pick(repository.git('rev-list', 'main').split('\n')));
      sides.push(name);
    }
    go(name);
    commits(1 + below(2));
    go('main');
  }

  function mergeSide(): void {
    if (sides.length === 0 || chance(0.3)) workAside();
    const [name = ''] = sides.splice(below(sides.length), 1);
    const strategy = chance(0.15) ? ['-s', 'ours'] : chance(0.5) ? ['-X', 'theirs'] : [];
    try {
      repository.git('merge', '-q', '--no-ff', '--no-commit', '--allow-unrelated-histories', ...strategy, name);
    } catch {
      // A conflict is committed as it lies there: markers, both names of a file, what one side removed.
    }
    if (chance(0.2)) change();
    save();
  }

  function rewrite(): void {
    const first = repository.git('rev-list', '--first-parent', 'main').split('\n');
    repository.git('reset', '-q', '--hard', first[Math.min(first.length - 1, 1 + below(4))] as string);
    if (chance(0.8)) commits(1 + below(2));
  }

  function unrelatedRoot(): void {
    const name = `root-${made}`;
    repository.git('checkout', '-q', '--orphan', name);
    repository.git('rm', '-rfq', '--ignore-unmatch', '.');
    commits(1 + below(2));
    sides.push(name);
    go('main');
  }

  function go(branch: string): void {
    repository.git('checkout', '-q', '-f', branch);
    repository.git('clean', '-fdq');
  }

  /** One change of the folder. Paths and texts are few, so that paths come again and contents are alike. */
  function change(): void {
    const here = PATHS.filter((file) => existsSync(at(file)));
    const file = here.length === 0 ? undefined : pick(here);
    const kind = weighted(CHANGES);
    if (kind === 'nothing') return;
    if (file === undefined || kind === 'add') put(pick(PATHS), pick(TEXTS));
    else if (kind === 'edit') put(file, edited(read(file)));
    else if (kind === 'rename') rename(file, pick(PATHS));
    else if (kind === 'remove') rmSync(at(file));
    else if (kind === 'ambiguous') put(pick(AMBIGUOUS_PATHS), ambiguousText(random));
    else if (kind === 'binary') put(chance(0.5) ? file : pick(PATHS), binaryText(random));
    else if (kind === 'link') link(file);
    else {
      put(pick(PATHS), read(file));
      put(file, edited(read(file)));
    }
  }

  function link(file: string): void {
    rmSync(at(file));
    symlinkSync('a.ts', at(file));
  }

  /** A link that leads nowhere reads as empty. */
  function read(file: string): string {
    return existsSync(at(file)) ? readFileSync(at(file), 'latin1') : '';
  }

  function rename(from: string, to: string): void {
    if (from === to) return;
    const text = read(from);
    rmSync(at(from), { force: true });
    put(to, chance(0.5) ? text : edited(text));
    // The old name lives on as another file: git sees no rename then, or one of something else.
    if (chance(0.2)) put(from, pick(TEXTS));
  }

  function put(file: string, text: string): void {
    rmSync(at(file), { force: true, recursive: true });
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text, 'latin1');
    written.add(file);
  }

  function edited(text: string): string {
    const lines = text.split('\n');
    for (let n = 1 + below(3); n > 0; n--) lines.splice(below(lines.length), below(3), `${below(1_000)} changed`);
    return lines.join('\n');
  }

  /** Commits the folder. Clocks stand still, run backwards and differ between author and committer. */
  function save(coAuthors: readonly string[] = PEOPLE.filter(() => chance(0.08)), author = pick(PEOPLE)): void {
    made += 1;
    if (chance(0.8)) clock += below(100_000);
    const written = clock - (chance(0.15) ? below(3_000_000) : 0);
    const zone = pick(['+0000', '+0200', '-0800', '+0530', '+1400']);
    const trailers = coAuthors.map((who) => `Co-authored-by: ${who}`).join('\n');
    repository.commit({
      author,
      at: `${written} ${zone}`,
      committedAt: `${clock} +0000`,
      ...(chance(0.15) ? { committer: 'GitHub <noreply@github.com>' } : {}),
      message: `${pick(['Fix', 'Rename', 'Add', 'Sort'])} the ${pick(['parser', 'cache', 'index'])} ${made}\n\n${trailers}`,
    });
  }

  function weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let left = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return (choices[0] as readonly [T, number])[0];
  }
}
