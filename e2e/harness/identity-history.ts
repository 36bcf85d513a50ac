import { createTestRepository, type TestRepository } from './git-repository.ts';

export const ANN = 'Ann Lee <ann@corp.org>';
/** The same person; nothing says so but a mailmap, or somebody who knows. */
export const ANNIE = 'annie <wanderer@home.net>';
export const BO = 'Bo Ek <bo@corp.org>';
export const CY = 'Cy Dow <cy@corp.org>';

const IS_ONE = '<ann@corp.org> <wanderer@home.net>\n';
const IS_NOTHING = '<nobody@corp.org> <never@corp.org>\n';

const DAY = 86_400_000;

/**
 * A repository of the last weeks, by four aliases, in which two alone and both together have written; its .mailmap says that
 * they are one, or nothing. Two of them differ in nothing else. Nobody has as much of anything as somebody else: ids would
 * decide who comes first, and they differ between workspaces.
 */
export function createIdentityHistory(mailmapJoins: boolean): TestRepository {
  const repository = createTestRepository('identity');
  const start = Date.now() - 60 * DAY;
  let commits = 0;
  const commit = (author: string, files: Record<string, string>, coAuthors: readonly string[] = []) => {
    commits += 1;
    repository.write(files);
    const trailers = coAuthors.map((one) => `\nCo-authored-by: ${one}`).join('');
    const at = new Date(start + Math.floor(commits / 2) * DAY).toISOString().slice(0, 11);
    const hour = String(7 + (commits % 9)).padStart(2, '0');
    repository.commit({
      author,
      at: `${at}${hour}:00:00+0200`,
      message: `Change number ${commits} of parser\n${trailers}`,
    });
  };
  commit(ANN, { '.mailmap': mailmapJoins ? IS_ONE : IS_NOTHING, 'src/parser.ts': 'one\n' });
  commit(ANNIE, { 'src/parser.ts': 'one\ntwo\n', 'src/lexer.ts': 'a\n' });
  commit(BO, { 'src/lexer.ts': 'a\nb\n', 'lib/tool.py': 'x\n' });
  commit(ANN, { 'src/parser.ts': 'one\ntwo\nthree\n' }, [ANNIE]);
  commit(CY, { 'lib/tool.py': 'x\ny\n', 'lib/more.py': 'q\n', 'lib/last.py': 'q\n' });
  for (let n = 0; n < 7; n += 1) {
    commit(ANNIE, { [`src/annie-${n}.ts`]: `${n}\n`.repeat(n + 1) }, n % 3 === 0 ? [BO] : []);
    commit(ANN, { [`src/ann-${n}.ts`]: `${n}\n`.repeat(2 * n + 1), 'src/lexer.ts': `a\nb\n${n}\n` });
    if (n < 3) commit(BO, { [`lib/bo-${n}.py`]: `${n}\n` }, n === 2 ? [ANN, ANNIE] : []);
    if (n < 2) commit(CY, { [`lib/cy-${n}.py`]: `${n}\n` });
  }
  commit(ANN, { 'src/last.ts': '1\n', 'src/very-last.ts': '1\n' });
  return repository;
}
