import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestRepository } from './harness/git-repository.ts';
import { type RunningTrellis, startTrellis } from './harness/running-trellis.ts';

let trellis: RunningTrellis;
let token: string;
const folder = mkdtempSync(path.join(tmpdir(), 'trellis-odd-'));

beforeAll(async () => {
  trellis = await startTrellis({ apart: false });
  ({ apiToken: token } = await trellis.makeWorkspace('Odd'));
});
afterAll(async () => {
  await trellis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A bare repository made from a fast-import stream, which can say what git's own commands refuse. */
function fastImport(name: string, stream: Buffer): string {
  const gitDir = path.join(folder, `${name}.git`);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', gitDir]);
  execFileSync('git', ['--git-dir', gitDir, 'fast-import', '--quiet', '--date-format=raw-permissive'], {
    input: stream,
  });
  return gitDir;
}

const commitOf = (mark: number, who: string, when: string, files: readonly [string | Buffer, string][]): Buffer =>
  Buffer.concat([
    Buffer.from(`commit refs/heads/main\nmark :${mark}\nauthor ${who} ${when}\ncommitter ${who} ${when}\ndata 2\nx\n`),
    ...(mark > 1 ? [Buffer.from(`from :${mark - 1}\n`)] : []),
    ...files.flatMap(([file, text]) => [
      Buffer.from('M 100644 inline '),
      typeof file === 'string' ? Buffer.from(file) : file,
      Buffer.from(`\ndata ${Buffer.byteLength(text)}\n${text}\n`),
    ]),
  ]);

async function look<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await trellis.ask<T>(token, query, variables);
  if (data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const limitationsOf = async (id: string) => {
  const { repository } = await look<{ repository: { limitations: { code: string; remedy: string }[] } }>(
    'query ($id: ID!) { repository(id: $id) { limitations { code remedy } } }',
    { id },
  );
  return repository.limitations.map((limitation) => limitation.code).sort();
};

describe('odd histories are imported, and what is odd is said', () => {
  it('takes file names with quotes, newlines and bytes that are not UTF-8', async () => {
    const files: [string | Buffer, string][] = [
      [String.raw`"a\"quoted\".ts"`, 'export {};'],
      [String.raw`"two\nlines.ts"`, 'export {};'],
      [Buffer.from([0x62, 0x61, 0x64, 0xff, 0x2e, 0x74, 0x73]), 'export {};'],
    ];
    const id = await trellis.importRepository(
      token,
      fastImport('names', commitOf(1, 'A <a@example.org>', '1700000000 +0000', files)),
    );
    expect(await limitationsOf(id)).toEqual(['PATH_NOT_UTF8']);
    const { repository } = await look<{ repository: { directory: { children: { name: string }[] } } }>(
      'query ($id: ID!) { repository(id: $id) { directory(files: ALL) { children { name } } } }',
      { id },
    );
    const names = repository.directory.children.map((child) => child.name).sort();
    expect(names).toEqual(['a"quoted".ts', String.raw`bad\xFF.ts`, 'two\nlines.ts'].sort());
  });

  it('takes dates before 1970 and in the future, and an author without e-mail', async () => {
    const history = Buffer.concat([
      commitOf(1, 'Old <old@example.org>', '-86400 +0000', [['a.ts', 'a']]),
      commitOf(2, 'Nobody <>', '1700000000 +0200', [['b.ts', 'b']]),
      commitOf(3, 'Next <next@example.org>', '4102444800 +0000', [['c.ts', 'c']]),
    ]);
    const id = await trellis.importRepository(token, fastImport('dates', history));
    expect(await limitationsOf(id)).toEqual(['AUTHOR_WITHOUT_EMAIL', 'DATE_OUT_OF_RANGE']);
    const { repository } = await look<{
      repository: { commits: { totalCount: number; edges: { node: { authoredAt: string } }[] } };
    }>('query ($id: ID!) { repository(id: $id) { commits { totalCount edges { node { authoredAt } } } } }', { id });
    expect(repository.commits.totalCount).toBe(3);
    expect(repository.commits.edges.map(({ node }) => node.authoredAt.slice(0, 10))).toEqual([
      '2100-01-01',
      '2023-11-14',
      '1969-12-31',
    ]);
  });

  it('takes a commit of 100,000 files', async () => {
    const files = Array.from({ length: 100_000 }, (_, n): [string, string] => [`d${n % 100}/f${n}.ts`, 'x']);
    const gitDir = fastImport('wide', commitOf(1, 'Wide <wide@example.org>', '1700000000 +0000', files));
    const id = await trellis.importRepository(token, gitDir);
    const { repository } = await look<{
      repository: { busFactor: { value: number; files: number; removed: { files: number }[] } };
    }>('query ($id: ID!) { repository(id: $id) { busFactor(historical: true) { value files removed { files } } } }', {
      id,
    });
    expect(repository.busFactor).toEqual({ value: 1, files: 100_000, removed: [{ files: 100_000 }] });
  });

  it('analyses a shallow clone and says what is missing', async () => {
    const source = createTestRepository('deep');
    for (let n = 0; n < 3; n++) {
      source.write({ 'a.ts': `export const a = ${n};\n` });
      source.commit();
    }
    const shallow = path.join(folder, 'shallow');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${source.path}`, shallow]);
    const id = await trellis.importRepository(token, shallow);
    expect(await limitationsOf(id)).toEqual(['SHALLOW_CLONE']);
    const { repository } = await look<{ repository: { commitCount: number } }>(
      'query ($id: ID!) { repository(id: $id) { commitCount } }',
      { id },
    );
    expect(repository.commitCount).toBe(1);
    source.remove();
  });

  it('analyses a partial clone and says what is missing', async () => {
    const source = createTestRepository('whole');
    source.write({ 'a.ts': 'export const a = 1;\n' });
    source.commit();
    source.write({ 'a.ts': 'export const a = 2;\n' });
    source.commit({ author: 'Grace Hopper <grace@example.org>' });
    source.git('config', 'uploadpack.allowFilter', 'true');
    const partial = path.join(folder, 'partial.git');
    execFileSync('git', ['clone', '-q', '--bare', '--filter=blob:none', `file://${source.path}`, partial]);
    const id = await trellis.importRepository(token, partial);
    expect(await limitationsOf(id)).toEqual(['PARTIAL_CLONE']);
    const { repository } = await look<{ repository: { busFactor: { files: number; value: number } } }>(
      'query ($id: ID!) { repository(id: $id) { busFactor(historical: true) { files value } } }',
      { id },
    );
    expect(repository.busFactor).toEqual({ files: 1, value: 2 });
    source.remove();
  });

  it('runs nothing that a repository brings along', async () => {
    const source = createTestRepository('planted');
    const proof = path.join(folder, 'proof');
    source.write({ 'a.ts': 'a\n', '.gitattributes': '*.ts diff=evil filter=evil\n' });
    source.commit();
    const run = `sh -c 'touch ${proof}'`;
    for (const key of [
      'core.fsmonitor',
      'diff.evil.textconv',
      'diff.evil.command',
      'filter.evil.smudge',
      'filter.evil.clean',
      'core.sshCommand',
      'diff.external',
      'core.pager',
    ]) {
      source.git('config', key, run);
    }
    await trellis.importRepository(token, source.path);
    expect(() => execFileSync('test', ['-e', proof])).toThrow();
    source.remove();
  });
});

describe('what can not be imported is refused with a code, the field and a remedy', () => {
  const refused = async (location: string, branch?: string) => {
    const mutation = 'mutation ($i: ImportRepositoryInput!) { importRepository(input: $i) { id } }';
    const answer = await trellis.ask(token, mutation, { i: { location, ...(branch === undefined ? {} : { branch }) } });
    return answer.errors?.[0]?.extensions;
  };

  it.each([
    ['a missing path', () => '/no/such/place', 'PATH_MISSING'],
    ['a folder without a repository', () => tmpdir(), 'NOT_A_REPOSITORY'],
    ['a scheme that could run programs', () => 'ext::sh -c "touch /tmp/x"', 'URL_SCHEME_REFUSED'],
    ['a plain http URL', () => 'http://example.org/x.git', 'URL_SCHEME_REFUSED'],
    ['a URL with a password', () => 'https://me:hunter2@example.org/x.git', 'URL_CREDENTIALS_REFUSED'],
  ])('%s', async (_what, location, code) => {
    const extensions = await refused(location());
    expect(extensions).toMatchObject({ code, field: 'input.location', remedy: expect.any(String) });
    expect(JSON.stringify(extensions)).not.toContain('hunter2');
  });

  it('an empty repository', async () => {
    const empty = createTestRepository('empty');
    expect(await refused(empty.path)).toMatchObject({ code: 'REPOSITORY_EMPTY', field: 'input.location' });
    empty.remove();
  });

  it('a branch that is not there', async () => {
    const source = createTestRepository('branches');
    source.commit();
    expect(await refused(source.path, 'mian')).toMatchObject({ code: 'BRANCH_UNKNOWN', field: 'input.branch' });
    source.remove();
  });
});
